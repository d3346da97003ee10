import { Counter, Gauge, Histogram, Registry } from 'prom-client'

/** What /metrics reads when it is asked. */
export interface Readings {
  /** Waiting wake-ups by lane. */
  queueDepth(): Promise<Map<string, number>>
  /** Seconds the oldest undecided message and the oldest unsent send have waited; 0 when none. */
  oldest(): Promise<{ inbox: number; outbox: number }>
  parked(): Promise<number>
}

export interface Metrics {
  readonly registry: Registry
  sent(outcome: string): void
  /** Rows decided in one batch, and the age of the oldest in milliseconds. */
  decided(rows: number, ageMs: number): void
  received(count: number): void
}

/** The numbers of this process, in Prometheus' form. No label ever holds a person, chat or text. */
export function createMetrics(readings: Readings): Metrics {
  const registry = new Registry()
  const registers = [registry]
  const sends = new Counter({
    name: 'loket_sends_total',
    help: 'Sends by outcome (limited = 429)',
    labelNames: ['outcome'],
    registers,
  })
  const received = new Counter({ name: 'loket_received_total', help: 'Messages stored in the inbox', registers })
  const decided = new Counter({ name: 'loket_decided_total', help: 'Inbox rows decided', registers })
  const latency = new Histogram({
    name: 'loket_lane_latency_seconds',
    help: 'From sent on the network to decided, oldest of each batch',
    buckets: [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300],
    registers,
  })
  new Gauge({
    name: 'loket_queue_depth',
    help: 'Wake-ups waiting, by lane',
    labelNames: ['lane'],
    registers,
    async collect() {
      this.reset()
      for (const [lane, depth] of await readings.queueDepth()) this.set({ lane }, depth)
    },
  })
  new Gauge({
    name: 'loket_oldest_seconds',
    help: 'Age of the oldest undecided message and of the oldest unsent send',
    labelNames: ['box'],
    registers,
    async collect() {
      const { inbox, outbox } = await readings.oldest()
      this.set({ box: 'inbox' }, inbox)
      this.set({ box: 'outbox' }, outbox)
    },
  })
  new Gauge({
    name: 'loket_parked_messages',
    help: 'Messages set aside because they could not be decided',
    registers,
    async collect() {
      this.set(await readings.parked())
    },
  })
  return {
    registry,
    sent: outcome => sends.inc({ outcome }),
    decided(rows, ageMs) {
      decided.inc(rows)
      latency.observe(ageMs / 1000)
    },
    received: count => received.inc(count),
  }
}
