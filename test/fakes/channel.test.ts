import { channelContract } from '../contracts/channel.ts'
import { account, group, sari } from '../contracts/samples.ts'
import { createFakeChannel } from './channel.ts'

channelContract(async () => {
  const channel = createFakeChannel(account)
  return {
    channel,
    sari,
    group,
    texts: channel.texts,
    sariBlocks: () => channel.block(sari),
    deleteTopic: thread => channel.deleteTopic(group, thread),
  }
})
