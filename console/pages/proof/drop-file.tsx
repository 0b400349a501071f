import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { decoded } from './decoded.ts'
import styles from './proof.module.css'

/** The hub takes no more. */
const largest = 16 * 1024 * 1024

/** A place for a file: it is dropped there, or chosen. */
export function DropFile({ onFile }: { onFile(file: { name: string; csv: string }): void }) {
  const t = useTranslations('download')
  const [isOver, setOver] = useState(false)
  const [fault, setFault] = useState<'tooLarge' | 'unreadFile'>()
  async function take(files: FileList | null): Promise<void> {
    const [file] = files ?? []
    if (!file) return
    setFault(file.size > largest ? 'tooLarge' : undefined)
    if (file.size > largest) return
    try {
      onFile({ name: file.name, csv: decoded(await file.arrayBuffer()) })
    } catch {
      setFault('unreadFile')
    }
  }
  return (
    <>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the field within takes a file by the keyboard */}
      <div
        className={`${styles['drop']} ${isOver ? styles['over'] : ''}`}
        onDragOver={(event) => {
          event.preventDefault()
          setOver(true)
        }}
        onDragLeave={() => setOver(false)}
        onDrop={(event) => {
          event.preventDefault()
          setOver(false)
          void take(event.dataTransfer.files)
        }}
      >
        <p>{t('drop')}</p>
        <label className={styles['file']}>
          {t('file')}{' '}
          <input
            type="file"
            accept=".csv,.txt,text/csv"
            onChange={({ target }) => {
              // The same file may be chosen once more after it was corrected.
              void take(target.files).finally(() => (target.value = ''))
            }}
          />
        </label>
        <p className="soft small">{t('kept')}</p>
      </div>
      {fault && <p role="alert">{t(fault)}</p>}
    </>
  )
}
