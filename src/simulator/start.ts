import { startTelegram, type TelegramNetwork } from './telegram/server.ts'

export interface Simulation {
  readonly token: string
  readonly apiRoot: string
  readonly group: string
  readonly telegram: TelegramNetwork
  /** What to type to try it, for the start screen. */
  readonly hints: readonly { readonly what: string; readonly command: string }[]
  stop(): Promise<void>
}

const group = -1001000000001
const sari = 5001
const budi = 7001

/** Starts the local networks of the simulation with a small cast: Sari writes, Budi and Wati answer in the group. */
export async function startSimulation(): Promise<Simulation> {
  const telegram = await startTelegram({ groups: [{ id: group, title: 'Help Desk LPSE', forum: true }], limits: true })
  telegram.person(sari, 'Sari Wulandari', 'sari')
  telegram.join(group, budi, 'creator')
  telegram.person(budi, 'Budi')
  const control = `${telegram.root}/_control`
  return {
    token: telegram.token,
    apiRoot: telegram.root,
    group: String(group),
    telegram,
    hints: [
      {
        what: 'Sari menulis ke bot',
        command: `curl ${control}/say --json '{"from":${sari},"content":{"text":"Saya gagal unggah dokumen"}}'`,
      },
      { what: 'Lihat topiknya di grup petugas', command: `curl '${control}/topics?group=${group}'` },
      { what: 'Lihat jawaban kepada Sari', command: `curl '${control}/chat?chat=${sari}'` },
    ],
    stop: () => telegram.stop(),
  }
}
