/**
 * Channels over a pool of connections: who is subscribed to what, which message is under way to whom, and what became
 * of each. A message is published on the connection of its channel, always the same one, so that its order is that of
 * the channel; it has arrived when every subscriber that was there when it was published has it.
 *
 * Lost: not there by its deadline, or when the subscriber's connection ended. Reordered: came after a later one.
 * Duplicated: came again. Corrupted: its checksum is wrong. Counted per message and subscriber.
 */
import type { Marks } from '../figure/marks.ts';
import type { ClientSocket } from './client-socket.ts';
import type { Flight } from './flight.ts';
import { SequenceWindows } from './sequence-windows.ts';
import { type PoolOptions, SocketPool } from './socket-pool.ts';
import { type FoundStamp, readStamps, writeStamp } from './stamp.ts';

export interface PubSubOptions extends PoolOptions {
  readonly channels: number;
  /** How many of the channels each connection subscribes to. */
  readonly channelsEach: number;
  readonly subscribe: (channel: number) => string;
  /** What an answer that confirms the subscription contains; null: it stands when a ping behind it is answered. */
  readonly confirmed: ((channel: number) => string) | null;
  readonly origin: string;
  readonly marks: Marks;
  /** What is noticed of the connections is counted for this operation. */
  readonly operation: number;
}

interface Channel {
  nextNumber: number;
  subscribers: number;
  publisher: ClientSocket | null;
  /** From here on all came from the present publisher, so that their order counts. */
  orderedFrom: number;
  readonly aloft: Map<number, Flight>;
  /** What was wrong with a message that had landed: falls to the next one, lest it is nobody's. */
  owed: string | null;
}

export class PubSub {
  readonly #options: PubSubOptions;
  readonly #marks: Marks;
  readonly #pool: SocketPool;
  readonly #channels: readonly Channel[];
  readonly #windows: SequenceWindows;
  /** By subscription: 1 from its confirmation to the end of its connection. */
  readonly #subscribed: Uint8Array;
  /** Those that no channel can take yet. */
  readonly #waiting = new Set<Flight>();
  #turn = 0;

  constructor(options: PubSubOptions) {
    const { connections, channels, channelsEach, marks, operation } = options;
    this.#options = options;
    this.#marks = marks;
    this.#windows = new SequenceWindows(connections * channelsEach);
    this.#subscribed = new Uint8Array(connections * channelsEach);
    this.#channels = Array.from({ length: channels }, () => ({
      nextNumber: 0,
      subscribers: 0,
      publisher: null,
      orderedFrom: 0,
      aloft: new Map(),
      owed: null,
    }));
    this.#pool = new SocketPool(options, {
      onOpen: (socket) => this.#onOpen(socket),
      onMessage: (socket, bytes) => this.#onMessage(socket, bytes),
      onPong: (socket) => this.#onPong(socket),
      onFailed: (socket, failure) => {
        marks.add(operation, 'open-failed');
        this.#unsubscribe(socket);
        this.#failWaiting(failure);
      },
      onDropped: (socket) => {
        marks.add(operation, 'dropped');
        this.#unsubscribe(socket);
      },
    });
  }

  get settledCount(): number {
    return this.#pool.settledCount;
  }

  /** Confirmed, and their connections open. */
  get subscriptionCount(): number {
    return this.#channels.reduce((sum, { subscribers }) => sum + subscribers, 0);
  }

  /** On the next channel in turn that has a publisher and a subscriber, as soon as there is one. */
  publish(flight: Flight): void {
    const count = this.#channels.length;
    for (let offset = 0; offset < count; offset++) {
      const number = (this.#turn + offset) % count;
      const channel = this.#channels[number];
      if (channel === undefined || !this.#isReady(number, channel)) continue;
      this.#turn = (number + 1) % count;
      this.#send(number, channel, flight);
      return;
    }
    this.#waiting.add(flight);
  }

  /** What has not come of it by now is lost; `counts` false: it was cut off, and nobody knows. */
  giveUp(flight: Flight, counts: boolean): void {
    this.#waiting.delete(flight);
    if (flight.place === null) return;
    const channel = this.#channels[flight.place.channel];
    channel?.aloft.delete(flight.place.number);
    if (counts) this.#marks.add(flight.operation, 'lost', flight.remaining);
    // A server that does not read what is published has had its time.
    const publisher = channel?.publisher ?? null;
    if (counts && publisher?.isOpen === true && publisher.unsentBytes > 0)
      this.#pool.drop(publisher, 'stalled');
  }

  close(): void {
    this.#pool.close();
  }

  #isReady(number: number, channel: Channel): boolean {
    if (channel.subscribers === 0) return false;
    if (channel.publisher?.isOpen === true) return true;
    const { connections } = this.#options;
    channel.publisher = null;
    for (let offset = 0; offset < connections && channel.publisher === null; offset++)
      channel.publisher = this.#pool.settledAt((number + offset) % connections);
    channel.orderedFrom = channel.nextNumber;
    return channel.publisher !== null;
  }

  #send(number: number, channel: Channel, flight: Flight): void {
    const { operation, payload } = flight;
    flight.place = { channel: number, number: channel.nextNumber++ };
    flight.remaining = channel.subscribers;
    flight.flaw = channel.owed;
    channel.owed = null;
    channel.aloft.set(flight.place.number, flight);
    this.#marks.add(operation, 'expected', channel.subscribers);
    const stamp = writeStamp({ origin: this.#options.origin, operation, ...flight.place }, payload);
    channel.publisher?.send(flight.text(number, stamp));
  }

  #onOpen(socket: ClientSocket): void {
    const { subscribe, confirmed, channelsEach } = this.#options;
    this.#marks.add(this.#options.operation, 'opened');
    for (let each = 0; each < channelsEach; each++)
      socket.send(subscribe(this.#channelOf(socket.place, each)));
    if (confirmed === null) socket.ping();
  }

  #onPong(socket: ClientSocket): void {
    if (this.#options.confirmed !== null || this.#pool.settledAt(socket.place) === socket) return;
    for (let each = 0; each < this.#options.channelsEach; each++) this.#confirm(socket, each);
  }

  #confirm(socket: ClientSocket, each: number): void {
    const { channelsEach } = this.#options;
    const subscription = socket.place * channelsEach + each;
    const number = this.#channelOf(socket.place, each);
    const channel = this.#channels[number];
    if (channel === undefined || this.#subscribed[subscription] === 1) return;
    this.#subscribed[subscription] = 1;
    this.#windows.begin(subscription, channel.nextNumber);
    channel.subscribers++;
    const first = socket.place * channelsEach;
    if (this.#subscribed.subarray(first, first + channelsEach).every((is) => is === 1)) {
      this.#pool.settle(socket);
      this.#sendWaiting();
    }
  }

  /** What waited for a connection that is open now. */
  #sendWaiting(): void {
    const flights = [...this.#waiting];
    this.#waiting.clear();
    for (const flight of flights) this.publish(flight);
  }

  /** While no connection is open at all, those that wait for one are told why. */
  #failWaiting(failure: string): void {
    if (this.#pool.settledCount > 0) return;
    const flights = [...this.#waiting];
    this.#waiting.clear();
    for (const flight of flights) flight.onLanded(failure);
  }

  #unsubscribe(socket: ClientSocket): void {
    const { channelsEach } = this.#options;
    for (let each = 0; each < channelsEach; each++) {
      const subscription = socket.place * channelsEach + each;
      if (this.#subscribed[subscription] === 0) continue;
      this.#subscribed[subscription] = 0;
      const channel = this.#channels[this.#channelOf(socket.place, each)];
      if (channel === undefined) continue;
      channel.subscribers--;
      // What lands makes room for the next, which is none of this subscriber's.
      for (const [number, flight] of [...channel.aloft]) {
        if (this.#windows.has(subscription, number)) continue;
        this.#marks.add(flight.operation, 'lost');
        flight.flaw ??= 'lost';
        this.#arrived(channel, number, flight);
      }
    }
  }

  #onMessage(socket: ClientSocket, bytes: Buffer): void {
    const { confirmed, origin, operation, channelsEach, channels } = this.#options;
    if (confirmed !== null && this.#pool.settledAt(socket.place) !== socket)
      for (let each = 0; each < channelsEach; each++)
        if (bytes.includes(confirmed(this.#channelOf(socket.place, each)))) this.#confirm(socket, each);
    for (const stamp of readStamps(bytes)) {
      if (stamp === null) this.#marks.add(operation, 'corrupted');
      else if (stamp.origin === origin) {
        const each = (stamp.channel - ((socket.place * channelsEach) % channels) + channels) % channels;
        if (each < channelsEach) this.#receive(socket.place * channelsEach + each, stamp);
      }
    }
  }

  #receive(subscription: number, stamp: FoundStamp): void {
    const { operation, number, whole } = stamp;
    const channel = this.#channels[stamp.channel];
    if (channel === undefined || this.#subscribed[subscription] === 0) return;
    const arrival = this.#windows.arrive(subscription, number);
    const flight = channel.aloft.get(number);
    const flaws: string[] = [];
    if (!whole) flaws.push('corrupted');
    if (arrival === 'again') flaws.push('duplicated');
    if (arrival === 'late' && number >= channel.orderedFrom) flaws.push('reordered');
    for (const flaw of flaws) this.#marks.add(operation, flaw);
    if (flight === undefined) channel.owed ??= flaws[0] ?? null;
    else flight.flaw ??= flaws[0] ?? null;
    if (arrival !== 'next' && arrival !== 'late') return;
    this.#marks.add(operation, 'arrived');
    if (flight !== undefined) this.#arrived(channel, number, flight);
  }

  #arrived(channel: Channel, number: number, flight: Flight): void {
    if (--flight.remaining > 0) return;
    channel.aloft.delete(number);
    flight.onLanded(flight.flaw);
  }

  /** Spread evenly: neighbours have neighbouring channels. */
  #channelOf(place: number, each: number): number {
    return (place * this.#options.channelsEach + each) % this.#options.channels;
  }
}
