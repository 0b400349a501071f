import { useTranslations } from 'use-intl'
import { Coded } from './coded.tsx'
import styles from './trouble.module.css'

interface Problem {
  id: string
  wording: string[]
  cause: string
  remedy: string[]
  link: string
}

interface Props {
  /** The far end's words, as this hub met them. */
  message?: string | undefined
  code?: string | null | undefined
  /** Of the catalogue; null where it is no documented problem. */
  problem: Problem | null | undefined
  /** Whether the vendor's sentence stands elsewhere. @default false */
  isTold?: boolean
  /** Whether the message is the reason of the operator who holds the destination. @default false */
  isReason?: boolean
}

/** What is wrong: the vendor's own sentence, the cause and the remedy, step by step. */
export function Trouble({ message, code, problem, isTold = false, isReason = false }: Props) {
  const t = useTranslations('trouble')
  const said = quoteOf({ problem, code, message })
  return (
    <div className={styles['trouble']}>
      {said && !isTold && <Wording {...said} code={code} />}
      {problem && (
        <>
          <p lang="en">
            <Coded text={problem.cause} />
          </p>
          <ol className={styles['remedy']} lang="en">
            {problem.remedy.map((step) => (
              <li key={step}>
                <Coded text={step} />
              </li>
            ))}
          </ol>
          <p className="small">
            <a href={problem.link} target="_blank" rel="noreferrer">
              {t('documentation')}
            </a>{' '}
            <code>{problem.id}</code>
          </p>
        </>
      )}
      {!problem && said && !isReason && <p className="soft">{t('undocumented')}</p>}
    </div>
  )
}

interface Quote {
  said: string
  /** The vendor's documentation has the sentence; whether this far end said it is not known. */
  isExample: boolean
}

/** The documented sentence that has the status, the code, or the words of the answer; else an example; else the message. */
export function quoteOf({
  problem,
  code,
  message = '',
}: Pick<Props, 'problem' | 'code' | 'message'>): Quote | undefined {
  const status = /^HTTP_(\d{3})$/.exec(code ?? '')?.[1]
  const isSaid = (one: string) =>
    message.includes(one) || (status ? one.startsWith(`${status} `) : code && one.split(/[\s:,;.()]+/).includes(code))
  const said = problem?.wording.find(isSaid) ?? problem?.wording[0] ?? message
  return said ? { said, isExample: problem !== null && problem !== undefined && !isSaid(said) } : undefined
}

/** What the far end said, or says by its documentation. */
export function Wording({ said, isExample, code }: Quote & Pick<Props, 'code'>) {
  const t = useTranslations('trouble')
  return (
    <p>
      {isExample && <span className="soft">{t('documentedAs')} </span>}
      <q lang="en">{said}</q> {code && <code>{code}</code>}
    </p>
  )
}
