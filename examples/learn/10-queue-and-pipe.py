# A producer fills a queue that holds three, a slow consumer empties it and reports through a pipe.
from multiprocessing import Pipe, Process, Queue
from time import sleep

def produce(queue):
    for item in range(1, 9): queue.put(item)
    queue.put(None)

def consume(queue, report):
    while (item := queue.get()) is not None:
        sleep(0.12)
        report.send(f"item {item} is done")
    report.close()

if __name__ == "__main__":
    queue = Queue(3)
    reports, report = Pipe(duplex=False)
    workers = [Process(target=produce, args=(queue,)), Process(target=consume, args=(queue, report))]
    for worker in workers: worker.start()
    report.close()  # the consumer's copy is the last one: its end ends the reports
    try:
        while True: print(reports.recv())
    except EOFError:
        pass
    for worker in workers: worker.join()
