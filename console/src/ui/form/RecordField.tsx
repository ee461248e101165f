import type { SelectProps } from '@mantine/core'
import { get } from '#api/client.ts'
import { type KindName, kinds } from '#api/contract.ts'
import type { Kind } from '#api/kind.ts'
import { s } from '../../strings.ts'
import { type Option, RecordSelect } from './RecordSelect.tsx'
import { typedOption } from './typedOption.ts'

// The paths of the contract's kinds are known when it runs, so their answers have no type of their own.
const getAny = get as unknown as <Data>(path: string, options: object) => Promise<Data>
type ApiRecord = Record<string, unknown> & { id: string }
type Props = Omit<SelectProps, 'data'> & {
  kind: KindName
  /** A name that no record has can be chosen too. The value is then the name, not an ID. */
  takesNewName?: boolean
}
const isId = (value: string) => /^[a-z]+_[0-9a-z]{26}$/.test(value)
const newName = (name: string): Option => ({ value: name, label: `${name} · ${s.picker.newName}` })

// What the list is narrowed to, and what people read beside the name, where that helps to choose.
const narrowed: Partial<Record<KindName, Record<string, string>>> = { crew_member: { status: 'active' } }
const besideName: Partial<Record<KindName, string>> = {
  aircraft: 'typeDesignator',
  fbo_contract: 'customerName',
}

/** A field to choose a record of any kind that the API lists. */
export function RecordField({ kind: name, takesNewName = false, ...props }: Props) {
  const kind: Kind = kinds[name]
  const { list, get: read, label } = kind
  if (!list || !label) throw new Error(`The API lists no ${kind.many} by name`)
  const option = (record: ApiRecord): Option => ({
    value: record.id,
    label: [record[label], record[besideName[name] ?? '']].filter(Boolean).join(' · '),
  })
  const find = async (search: string) => {
    const query = { ...(list.isSearched && search ? { search } : {}), page_size: 30, ...narrowed[name] }
    const { items } = await getAny<{ items: ApiRecord[] }>(list.path, { query })
    const options = items.map(option)
    const isNew = takesNewName && search !== '' && !typedOption(search, options, false)
    return isNew ? [...options, newName(search)] : options
  }
  const byId = async (id: string) => {
    if (takesNewName && !isId(id)) return newName(id)
    return read ? option(await getAny<ApiRecord>(read.path, { path: { id } })) : { value: id, label: id }
  }
  return <RecordSelect {...props} subject={name} find={find} byId={byId} />
}
