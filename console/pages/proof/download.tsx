/** A download of Partner Center against the ledger. The file stays in the memory of this page, and nowhere else. */
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { useMe } from '../../app/me.tsx'
import { useAct } from '../../hub/queries.ts'
import { Button } from '../../parts/button/button.tsx'
import { Refused } from '../../parts/refused/refused.tsx'
import { Comparison } from './comparison.tsx'
import { DropFile } from './drop-file.tsx'
import styles from './proof.module.css'
import { type Imported, TakeIn } from './take-in.tsx'

interface File {
  name: string
  csv: string
}

export function Download() {
  const t = useTranslations('download')
  const { acts } = useMe()
  const [file, setFile] = useState<File>()
  const [taken, setTaken] = useState<Imported>()
  const compare = useAct('post /reconciliations/referrals')
  function take(given: File): void {
    setFile(given)
    setTaken(undefined)
    compare.mutate({ body: { csv: given.csv } })
  }
  function forget(): void {
    setFile(undefined)
    setTaken(undefined)
    compare.reset()
  }
  return (
    <>
      <p>{t('detail')}</p>
      <p className="soft">{t('how')}</p>
      {acts ? <DropFile onFile={take} /> : <p className="soft">{t('askOperator')}</p>}
      {file && (
        <div className={styles['day']}>
          <div className={styles['head']}>
            <strong>{compare.data ? t('rows', { name: file.name, rows: compare.data.rows }) : file.name}</strong>
            <Button onPress={forget}>{t('another')}</Button>
          </div>
          <div role="status">
            {compare.isPending && <p>{t('comparing')}</p>}
            {taken && (
              <>
                <p>{t('taken', { ...taken })}</p>
                {!compare.isPending && <p>{t('again')}</p>}
              </>
            )}
          </div>
          <Refused error={compare.error} />
          {compare.data && (
            <>
              <Comparison of={compare.data} />
              {compare.data.totals.missing > 0 && (
                <TakeIn
                  csv={file.csv}
                  count={compare.data.totals.missing}
                  onTaken={(imported) => {
                    setTaken(imported)
                    compare.mutate({ body: { csv: file.csv } })
                  }}
                />
              )}
            </>
          )}
        </div>
      )}
    </>
  )
}
