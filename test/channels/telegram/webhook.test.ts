import { describe, expect, test } from 'vitest'
import type { Incoming } from '../../../src/app/message.ts'
import { createWebhook, deleteWebhook, setWebhook, webhookPath } from '../../../src/channels/telegram/webhook.ts'
import { registerReporterCommands, registerStaffCommands } from '../../../src/channels/telegram/commands.ts'
import { codeOf } from '../../../src/errors.ts'
import { group, startStage } from './stage.ts'

const secret = 'a-secret-of-this-test'
const update = {
  update_id: 1,
  message: {
    message_id: 1,
    date: 1_772_413_200,
    chat: { id: 101, type: 'private' },
    from: { id: 101, first_name: 'Sari' },
    text: 'halo',
  },
}

interface Hook {
  readonly deliver: ReturnType<typeof createWebhook>
  readonly received: Incoming[]
  readonly unreadable: unknown[]
}

function webhook(): Hook {
  const received: Incoming[] = []
  const unreadable: unknown[] = []
  const receive = async (messages: readonly Incoming[]): Promise<void> => void received.push(...messages)
  const deliver = createWebhook('telegram:7', secret, receive, error => void unreadable.push(error))
  return { deliver, received, unreadable }
}

async function refusal(work: Promise<void>): Promise<string> {
  return work.then(
    () => 'taken',
    (error: unknown) => codeOf(error),
  )
}

describe('a webhook call', () => {
  test('with the secret is stored', async () => {
    const { deliver, received } = webhook()
    await deliver(secret, update)
    expect(received).toMatchObject([{ kind: 'message', text: 'halo' }])
  })

  test.each(['', 'a-secret-of-this-tesT', `${secret}x`, secret.slice(1), 'undefined'])(
    'with the secret "%s" is refused and stores nothing',
    async wrong => {
      const { deliver, received } = webhook()
      expect(await refusal(deliver(wrong, update))).toBe('WEBHOOK_REFUSED')
      expect(received).toEqual([])
    },
  )

  test.each([null, undefined, 'text', 5, [], {}, { update_id: '1' }])('with a body like %o is refused', async body => {
    expect(await refusal(webhook().deliver(secret, body))).toBe('WEBHOOK_REFUSED')
  })

  test('with something that means nothing to us is taken, so that it does not come again', async () => {
    const { deliver, received } = webhook()
    await deliver(secret, { update_id: 2, poll: {} })
    expect(received).toEqual([])
  })

  test('with an update that cannot be read is taken and reported: it would come again for ever', async () => {
    const { deliver, received, unreadable } = webhook()
    await deliver(secret, { update_id: 3, message: { message_id: 1 } })
    expect([received.length, unreadable.length]).toEqual([0, 1])
  })

  test('is not taken when it could not be stored', async () => {
    const deliver = createWebhook('telegram:7', secret, () => Promise.reject(new Error('disk full')), String)
    await expect(deliver(secret, update)).rejects.toThrow('disk full')
  })
})

describe('Telegram is told', () => {
  test('where to deliver what, with which secret', async () => {
    const { network, api } = await startStage()
    await setWebhook(api, 'https://loket.example.go.id', secret)
    const { params, outcome } = network.ledger.calls.find(call => call.method === 'setWebhook')!
    expect(outcome).toBe('ok')
    expect(params).toMatchObject({ url: `https://loket.example.go.id${webhookPath}`, secret_token: secret })
    expect(JSON.stringify(params)).toContain('chat_member')
    await deleteWebhook(api)
  })

  test('which commands stand where', async () => {
    const { network, api } = await startStage()
    await registerReporterCommands(api)
    await registerStaffCommands(api, [String(group)])
    const calls = network.ledger.calls
      .filter(call => call.method === 'setMyCommands')
      .map(call => JSON.stringify(call.params))
    expect(calls).toHaveLength(3)
    expect(calls[0]).toContain('all_private_chats')
    expect(calls[0]).not.toContain('antrean')
    expect(calls[1]).toContain(String(group))
    expect(calls[1]).toContain('antrean')
    expect(calls[1]).not.toMatch(/peran|tandai/)
    expect(calls[2]).toContain('chat_administrators')
    expect(calls[2]).toMatch(/antrean.*peran.*tandai/)
  })
})
