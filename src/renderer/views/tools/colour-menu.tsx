import { Palette } from "lucide-react";
import type { ReactNode } from "react";
import { IconMenu, MenuChoice } from "../../components/icon-menu";
import { useLaneStore } from "../../stores/lane-store";
import { type Colouring, colourings } from "../../timeline";

const words: Readonly<Record<Colouring, string>> = {
  category: "Category",
  name: "Name",
  chunk: "Chunk",
  duration: "Duration",
};

/** Chooses what the colour of work tells. */
export function ColourMenu(): ReactNode {
  const colouring = useLaneStore((state) => state.colouring);
  return (
    <IconMenu
      label={`Colours: by ${words[colouring].toLowerCase()}`}
      icon={<Palette size={16} strokeWidth={1.5} aria-hidden />}
    >
      <MenuChoice
        title="Colour work by"
        value={colouring}
        options={colourings.map((value) => ({ value, label: words[value] }))}
        onChange={(value) => useLaneStore.setState({ colouring: value })}
      />
    </IconMenu>
  );
}
