import { useFormatter, useTranslations } from 'use-intl'
import type { Answer } from '../../hub/client.ts'
import { Moment } from '../../parts/moment/moment.tsx'
import { Table } from '../../parts/table/table.tsx'

/** What senders got for an answer instead of a receipt, since when, and what to do. */
export function Refused({ of: { id, refused } }: { of: Pick<Answer<'get /sources/{id}'>, 'id' | 'refused'> }) {
  const t = useTranslations('refusedPosts')
  const format = useFormatter()
  if (refused.length === 0) return <p className="soft">{t('nothing')}</p>
  return (
    <Table label={t('tableOf', { id })}>
      <thead>
        <tr>
          <th scope="col">{t('why')}</th>
          <th scope="col">{t('posts')}</th>
          <th scope="col">{t('first')}</th>
          <th scope="col">{t('last')}</th>
          <th scope="col">{t('whatToDo')}</th>
        </tr>
      </thead>
      <tbody>
        {refused.map(({ status, posts, firstAt, lastAt }) => (
          <tr key={status}>
            <th scope="row">
              {t('status', { status: String(status) })}
              {isKnown(status) && <>: {t(`because.${words[status]}`)}</>}
            </th>
            <td className="number">{format.number(posts)}</td>
            <td>
              <Moment at={firstAt} />
            </td>
            <td>
              <Moment at={lastAt} />
            </td>
            <td>{isKnown(status) && t(`help.${words[status]}`)}</td>
          </tr>
        ))}
      </tbody>
    </Table>
  )
}

const words = {
  400: 'malformed',
  401: 'unauthorized',
  403: 'foreign',
  413: 'too-large',
  415: 'unsupported',
  429: 'limited',
} as const

function isKnown(status: number): status is keyof typeof words {
  return status in words
}
