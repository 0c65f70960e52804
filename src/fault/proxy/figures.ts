/** What one fault has done to the connections of a proxy: the proof that it took effect. */
export interface Figures {
  /** That it was about. */
  connections: number;
  messagesDelayed: number;
  /** Of all messages together. */
  delayMs: number;
  bytesDelayed: number;
  bytesHeld: number;
  closesDelayed: number;
  connectionsCut: number;
  connectionsReset: number;
}

export function noFigures(): Figures {
  return {
    connections: 0,
    messagesDelayed: 0,
    delayMs: 0,
    bytesDelayed: 0,
    bytesHeld: 0,
    closesDelayed: 0,
    connectionsCut: 0,
    connectionsReset: 0,
  };
}
