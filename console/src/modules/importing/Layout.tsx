import { NumberInput, Select } from '@mantine/core'
import { useState } from 'react'
import { patch } from '#api/client.ts'
import type { ImportInFull } from '#api/types.ts'
import { FieldRow } from '#ui/form/FieldGroup.tsx'
import { useAction } from '#ui/useAction.ts'
import { t } from './strings.ts'

const w = t.page

/** Where the table is: the sheet of a workbook, and the row of the headings. Each change reads the file again. */
export function Layout({ data }: { data: ImportInFull }) {
  const [headerRow, setHeaderRow] = useState<number | string>(data.headerRow)
  const read = useAction({
    run: (body: { sheet?: string; headerRow?: number }) =>
      patch('/api/integrations/imports/{id}', { path: { id: data.id }, body }),
    done: w.applied,
    changes: ['import'],
  })
  const choose = () => {
    if (Number(headerRow) > 0 && Number(headerRow) !== data.headerRow)
      read.mutate({ headerRow: Number(headerRow) })
  }
  return (
    <FieldRow>
      {data.sheets.length > 1 ? (
        <Select
          label={w.sheet}
          allowDeselect={false}
          data={data.sheets}
          value={data.sheet}
          disabled={read.isPending}
          onChange={(sheet) => sheet && sheet !== data.sheet && read.mutate({ sheet })}
        />
      ) : null}
      <NumberInput
        label={w.headerRow}
        min={1}
        allowDecimal={false}
        value={headerRow}
        disabled={read.isPending}
        onChange={setHeaderRow}
        onBlur={choose}
        onKeyDown={(event) => {
          if (event.key === 'Enter') choose()
        }}
      />
    </FieldRow>
  )
}
