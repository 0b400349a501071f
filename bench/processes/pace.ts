/** Leads at a steady rate, for a time. */
import { leadBody } from '../lead-body.ts'
import { paced, postLead, type Steadily } from '../pacing.ts'
import { answer } from './answer.ts'

export interface Pace extends Steadily {
  url: string
}

export interface Paced {
  sent: number
  accepted: number
}

answer<Pace, Paced>(async ({ url, ...steadily }) => {
  const replies: Promise<number>[] = []
  await paced(steadily, () => replies.push(postLead(url, leadBody())))
  const statuses = await Promise.all(replies)
  return { sent: statuses.length, accepted: statuses.filter((status) => status === 202).length }
})
