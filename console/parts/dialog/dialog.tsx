import { type AnyRouter, useRouter } from '@tanstack/react-router'
import { type ReactNode, useEffect, useRef } from 'react'
import { Dialog as AriaDialog, Heading, Modal, ModalOverlay } from 'react-aria-components'
import styles from './dialog.module.css'

interface Props {
  title: string
  isOpen: boolean
  onOpenChange(isOpen: boolean): void
  /** `Ctrl Enter` does what the dialog is for. */
  onConfirm?: (() => void) | undefined
  children: ReactNode
}

/** A dialog; on a phone a sheet from below. `Esc` closes it, and the focus returns to where it came from. */
export function Dialog({ title, isOpen, onOpenChange, onConfirm, children }: Props) {
  useCloseOnLeave(isOpen, onOpenChange)
  return (
    <ModalOverlay className={styles['veil'] ?? ''} isOpen={isOpen} onOpenChange={onOpenChange} isDismissable>
      <Modal className={styles['sheet'] ?? ''}>
        <AriaDialog className={styles['dialog'] ?? ''}>
          <Heading slot="title" className={styles['title'] ?? ''}>
            {title}
          </Heading>
          {/* biome-ignore lint/a11y/noStaticElementInteractions: the keys of the dialog's own buttons */}
          <div
            className={styles['body']}
            onKeyDown={(event) => {
              if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) onConfirm?.()
            }}
          >
            {children}
          </div>
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  )
}

/** A dialog is about the page that opened it: it closes when the address changes, also by the browser's buttons. */
function useCloseOnLeave(isOpen: boolean, onOpenChange: (isOpen: boolean) => void): void {
  // What stands around all pages, such as the end of a session, has no router.
  const router = useRouter({ warn: false }) as AnyRouter | undefined
  const latest = useRef(onOpenChange)
  latest.current = onOpenChange
  useEffect(() => {
    if (!isOpen) return
    return router?.subscribe('onBeforeNavigate', ({ hrefChanged }) => hrefChanged && latest.current(false))
  }, [isOpen, router])
}

/** The buttons of a dialog. */
export function Choices({ children }: { children: ReactNode }) {
  return <div className={styles['choices']}>{children}</div>
}
