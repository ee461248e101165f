import type { Hazard } from '#api/types.ts'
import { choices, type FieldSpec } from '#ui/form/FieldDialog.tsx'
import { t } from './strings.ts'

const w = t.risks

/** The fields of a hazard that people edit. */
export const hazardFields = (hazard?: Hazard): FieldSpec[] => [
  { name: 'title', label: w.hazardTitle, isRequired: true, initial: hazard?.title },
  { name: 'consequence', label: w.consequence, kind: 'area', isRequired: true, initial: hazard?.consequence },
  {
    name: 'category',
    label: w.category,
    kind: 'select',
    options: choices(t.categories),
    isRequired: true,
    initial: hazard?.category,
  },
  { name: 'description', label: w.description, kind: 'area', initial: hazard?.description ?? '' },
  { name: 'owner', label: w.owner, initial: hazard?.owner ?? '' },
  { name: 'reviewOn', label: w.reviewOn, kind: 'date', initial: hazard?.reviewOn ?? '' },
]
