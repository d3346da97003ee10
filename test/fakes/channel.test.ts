import { channelContract, type ChannelStage } from '../contracts/channel.ts'
import { account, group, sari } from '../contracts/samples.ts'
import { createFakeChannel } from './channel.ts'

const contractStage = async (): Promise<ChannelStage> => {
  const channel = createFakeChannel(account)
  return {
    channel,
    sari,
    group,
    texts: channel.texts,
    unreachable() {
      channel.block(sari)
      return sari
    },
    deleteTopic: thread => channel.deleteTopic(group, thread),
  }
}
channelContract(contractStage)
