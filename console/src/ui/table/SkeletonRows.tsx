import { Skeleton } from '@mantine/core'
import { s } from '../../strings.ts'

/** Placeholder rows while the list loads. */
export function SkeletonRows({ label, columns }: { label: string; columns: number }) {
  return (
    <tbody aria-label={s.table.loading(label)}>
      {Array.from({ length: 8 }, (_, row) => row).map((row) => (
        <tr key={row}>
          {Array.from({ length: columns }, (_, column) => column).map((column) => (
            <td key={column}>
              <Skeleton height={12} width={`${40 + ((row * 7 + column * 13) % 50)}%`} />
            </td>
          ))}
        </tr>
      ))}
    </tbody>
  )
}
