import { once } from "node:events";
import { connect } from "node:net";
import { describe, expect, it } from "vitest";
import { chatServer } from "../../../src/workloads/chat-server";
import { ChatClient } from "../../../src/workloads/chat-server/chat-client";
import { ChatServer } from "../../../src/workloads/chat-server/chat-server";
import { answerTo, arrivals, messageOf } from "../../../src/workloads/chat-server/messages";

describe("the chat server", () => {
  it("answers each client's messages in their order, whoever else asks", async () => {
    const seen: number[] = [];
    const server = await ChatServer.open((message, answer) => {
      seen.push(message.number);
      return answer();
    });
    const clients = await Promise.all([ChatClient.open(server.port), ChatClient.open(server.port)]);
    const numbers = [5, 1, 9, 7];
    const asked = numbers.map((number, index) => clients[index % 2]!.ask({ ...messageOf(number), work: 0 }));
    expect(await Promise.all(asked)).toEqual(numbers.map((number) => answerTo(messageOf(number), 0)));
    expect([...seen].sort()).toEqual([...numbers].sort());
    for (const client of clients) client.close();
    server.close();
  });

  it("hangs up on what is no message, and goes on", async () => {
    const server = await ChatServer.open((_message, answer) => answer());
    for (const line of [
      "no JSON",
      "null",
      '{"number":1,"room":0,"text":7,"work":0}',
      '{"number":1,"room":0,"text":"","work":1e9}',
    ]) {
      const socket = connect(server.port, "127.0.0.1");
      socket.write(`${line}\n`);
      await once(socket.resume(), "close");
    }
    const client = await ChatClient.open(server.port);
    expect(await client.ask({ ...messageOf(5), work: 0 })).toEqual(answerTo(messageOf(5), 0));
    client.close();
    server.close();
  });

  it("lets its clients know that it is gone", async () => {
    const server = await ChatServer.open((_message, answer) => answer());
    const { port } = server;
    server.close();
    await expect(ChatClient.open(port)).rejects.toThrow(/cannot be reached/);
  });
});

describe("the load", () => {
  it("comes at random times, as often as is asked for", () => {
    const times = arrivals(20_000, 400);
    expect(times.every((time, index) => index === 0 || time >= times[index - 1]!)).toBe(true);
    expect(times[times.length - 1]! / 1_000).toBeCloseTo(50, -1);
  });

  it("is told by the latencies of half and of 99 in 100, for each stretch and for all", () => {
    const combiner = chatServer.combine({ parameters: { messages: 100, perSecond: 10, work: 0 }, dataset: null });
    for (let first = 0; first < 100; first += 50) {
      const latencies = Float64Array.from({ length: 50 }, (_, index) => first + index + 1);
      combiner.add({ first, latencies, seals: new Float64Array(50).fill(2 ** 31 + 1) }, first);
    }
    const { rows, figures, headline } = combiner.result({}, {});
    expect(rows.slice(0, rows.length).map(([, ...rest]) => rest)).toEqual(
      [20, 40, 60, 80, 100].map((last) => [20, last - 10, last]),
    );
    expect(figures).toMatchObject([
      { value: 100 },
      { value: 50 },
      { value: 99 },
      { value: 100 },
      { value: "00000064" },
    ]);
    expect(headline).toBe("Half of the answers take 50 ms, 99 of 100 at most 99 ms");
  });
});
