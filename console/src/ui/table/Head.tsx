import { s } from '../../strings.ts'
import { IconChevronDown, IconChevronUp } from '../icons.ts'
import { type Column, headerOf } from './column.ts'
import type { ListState } from './listState.ts'
import { PickBox } from './PickBox.tsx'
import classes from './table.module.css'

type Props<Row> = {
  columns: Column<Row>[]
  state: ListState
  /** A fully loaded list sorts by every column, others only by the columns the API supports. */
  isSortable: boolean
  hasActions: boolean
  selection?: { all: boolean; some: boolean; toggleAll: () => void }
}

export function Head<Row>({ columns, state, isSortable, hasActions, selection }: Props<Row>) {
  const sorted = state.sort.replace(/^-/, '')
  const isDescending = state.sort.startsWith('-')
  return (
    <thead>
      <tr>
        {selection ? (
          <th scope="col" className={classes.pick}>
            <PickBox
              label={s.table.selectAll}
              isPicked={selection.all}
              isPartly={selection.some && !selection.all}
              onChange={selection.toggleAll}
            />
          </th>
        ) : null}
        {columns.map((column) => {
          const key = isSortable ? column.id : column.sort
          const isSorted = key !== undefined && sorted === key
          const direction = isDescending ? 'descending' : 'ascending'
          return (
            <th
              key={column.id}
              scope="col"
              data-numeric={column.isNumeric || undefined}
              data-wide={column.isWide || undefined}
              aria-sort={isSorted ? direction : undefined}
            >
              {key === undefined ? (
                headerOf(column)
              ) : (
                <button
                  type="button"
                  className={classes.sort}
                  title={s.table.sortBy(column.header)}
                  onClick={() => state.set({ sort: isSorted && !isDescending ? `-${key}` : key })}
                >
                  {headerOf(column)}
                  {isSorted ? (
                    isDescending ? (
                      <IconChevronDown size={13} aria-hidden />
                    ) : (
                      <IconChevronUp size={13} aria-hidden />
                    )
                  ) : null}
                </button>
              )}
            </th>
          )
        })}
        {hasActions ? (
          <th scope="col" className={classes.actions}>
            <span className="visually-hidden">{s.table.actions}</span>
          </th>
        ) : null}
      </tr>
    </thead>
  )
}
