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
  const said = wordingOf(problem, code) ?? message
  return (
    <div className={styles['trouble']}>
      {said && !isTold && <Wording said={said} code={code} />}
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

/** The vendor's words of a problem. Those of an HTTP status stand for that status alone. */
export function wordingOf(problem: Problem | null | undefined, code: string | null | undefined): string | undefined {
  const status = /^HTTP_(\d{3})$/.exec(code ?? '')?.[1]
  return problem?.wording.find((one) => status !== undefined && one.startsWith(status)) ?? problem?.wording[0]
}

/** What the far end said. */
export function Wording({ said, code }: { said: string; code?: string | null | undefined }) {
  return (
    <p>
      <q lang="en">{said}</q> {code && <code>{code}</code>}
    </p>
  )
}
