import { useTranslations } from 'use-intl'
import { Button } from '../button/button.tsx'

interface Props {
  pages: { hasNextPage: boolean; isFetchingNextPage: boolean; fetchNextPage(): unknown }
}

/** The next page of a list. */
export function More({ pages }: Props) {
  const t = useTranslations('rows')
  if (!pages.hasNextPage) return null
  return (
    <div>
      <Button isDisabled={pages.isFetchingNextPage} onPress={() => void pages.fetchNextPage()}>
        {t('more')}
      </Button>
    </div>
  )
}
