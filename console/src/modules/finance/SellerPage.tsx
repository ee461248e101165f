import { Select, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { Answer } from '#api/answer.ts'
import { get, put } from '#api/client.ts'
import { Checkbox } from '#ui/Checkbox.ts'
import { FieldRow } from '#ui/form/FieldGroup.tsx'
import { Form } from '#ui/form/Form.tsx'
import { useRecordForm } from '#ui/form/useRecordForm.ts'
import { Loaded } from '#ui/Loaded.tsx'
import { PageHeader } from '#ui/PageHeader.tsx'
import { m } from './strings.ts'

type Seller = Answer<'GET', '/api/v1/finance/seller'>
const w = m.seller

export default function SellerPage() {
  const seller = useQuery({ queryKey: ['finance_seller'], queryFn: () => get('/api/v1/finance/seller') })
  return (
    <>
      <PageHeader title={w.title} hint={w.hint} />
      <Loaded query={seller}>{(data) => <SellerForm seller={data} />}</Loaded>
    </>
  )
}

const orNull = (text: string) => text.trim() || null

/** Who bills. */
function SellerForm({ seller }: { seller: Seller }) {
  const record = useRecordForm({
    initial: {
      name: seller.name ?? '',
      line1: seller.address?.line1 ?? '',
      city: seller.address?.city ?? '',
      postalCode: seller.address?.postalCode ?? '',
      region: seller.address?.region ?? '',
      country: seller.address?.country ?? '',
      taxNumber: seller.taxNumber ?? '',
      iban: seller.iban ?? '',
      email: seller.email ?? '',
      registrationNumber: seller.registrationNumber ?? '',
      phone: seller.phone ?? '',
      paymentTerms: seller.paymentTerms ?? '',
      fboTaxCode: seller.fboTaxCode ?? '',
      roundingRule: seller.roundingRule as string,
      instructorsSeePrices: seller.instructorsSeePrices,
    },
    names: {
      'address.line1': 'line1',
      'address.city': 'city',
      'address.postalCode': 'postalCode',
      'address.region': 'region',
      'address.country': 'country',
    },
    send: (values) =>
      put('/api/v1/finance/seller', {
        body: {
          name: values.name.trim(),
          address: {
            line1: orNull(values.line1),
            city: orNull(values.city),
            postalCode: orNull(values.postalCode),
            region: orNull(values.region),
            country: values.country.trim().toUpperCase(),
          },
          taxNumber: orNull(values.taxNumber),
          iban: orNull(values.iban),
          email: orNull(values.email),
          paymentTerms: orNull(values.paymentTerms),
          registrationNumber: orNull(values.registrationNumber),
          phone: orNull(values.phone),
          fboTaxCode: orNull(values.fboTaxCode),
          instructorsSeePrices: values.instructorsSeePrices,
          roundingRule: values.roundingRule as Seller['roundingRule'],
        },
      }),
    done: w.saved,
    changes: ['finance_seller'],
  })
  const { form } = record
  const field = (name: Exclude<keyof typeof form.values, 'instructorsSeePrices'>, label: string) => (
    <TextInput label={label} {...form.getInputProps(name)} />
  )
  return (
    <Form record={record} submitLabel={w.save}>
      {field('name', w.name)}
      {field('line1', w.line1)}
      <FieldRow>
        {field('postalCode', w.postalCode)}
        {field('city', w.city)}
      </FieldRow>
      <FieldRow>
        {field('region', w.region)}
        {field('country', w.country)}
      </FieldRow>
      <FieldRow>
        {field('taxNumber', w.taxNumber)}
        {field('registrationNumber', w.registrationNumber)}
      </FieldRow>
      <FieldRow>
        {field('email', w.email)}
        {field('phone', w.phone)}
      </FieldRow>
      {field('iban', w.iban)}
      {field('paymentTerms', w.terms)}
      {field('fboTaxCode', w.fboTaxCode)}
      <Select
        label={w.rounding}
        data={Object.entries(w.roundings).map(([value, label]) => ({ value, label }))}
        allowDeselect={false}
        {...form.getInputProps('roundingRule')}
      />
      <Checkbox label={w.instructors} {...form.getInputProps('instructorsSeePrices', { type: 'checkbox' })} />
    </Form>
  )
}
