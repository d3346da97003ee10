import { expect, test } from 'vitest'
import { createAcknowledgements } from '../../../src/channels/whatsapp/acknowledgements.ts'

test('of two attempts at one message the first ends without an answer, and the answer is the second one’s', async () => {
  const acknowledgements = createAcknowledgements()
  const first = acknowledgements.expect('A')
  const second = acknowledgements.expect('A')
  acknowledgements.answer('A', 'taken')
  expect(await Promise.all([first, second])).toEqual(['unanswered', 'taken'])
})
