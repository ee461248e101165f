import type { FieldsOf } from '#ui/form/FieldDialog.tsx'
import { t } from './strings.ts'

const w = t.risks

/** The fields of a hazard that people edit. */
export const hazardFields: FieldsOf<'POST /api/v1/safety/hazards'> = [
  { name: 'title', label: w.hazardTitle },
  { name: 'consequence', label: w.consequence },
  { name: 'category', label: w.category },
  { name: 'description', label: w.description },
  { name: 'owner', label: w.owner },
  { name: 'reviewOn', label: w.reviewOn },
]
