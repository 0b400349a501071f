import type { SourceOf } from '../../config/source.ts'
import { readForm } from '../../lead/form.ts'
import { isForm } from '../../reading/charset.ts'
import { formRead } from '../../reading/open.ts'
import { answerBrowser, returnAddress } from '../browser.ts'
import { wantsForm } from '../content-type.ts'
import { openGuard } from '../guard.ts'
import type { Intake, Refuse } from '../intake.ts'

export function formIntake(source: SourceOf<'form'>, refuse: Refuse): Intake {
  const { key, returnTo } = source
  return {
    key,
    takes: isForm,
    wants: wantsForm,
    read: formRead(source),
    answer: (response, raw) => answerBrowser(response, returnAddress(readForm(raw).value('retURL'), returnTo)),
    ...openGuard(source, refuse),
  }
}
