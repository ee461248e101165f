import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { get, post, remove } from '#api/client.ts'
import type { RecordOf } from '#api/record.ts'
import { useCan } from '#api/session.ts'
import { AppLink } from '#ui/AppLink.tsx'
import { ConfirmDialog } from '#ui/ConfirmDialog.tsx'
import { Hero } from '#ui/Hero.tsx'
import { DateOf } from '#ui/Instant.tsx'
import { Loaded } from '#ui/Loaded.tsx'
import { MoveButtons } from '#ui/MoveButtons.tsx'
import { formatMoney, formatRate } from '#ui/money.ts'
import { PlainTable } from '#ui/PlainTable.tsx'
import { useParam } from '#ui/place.ts'
import { Facts, RecordPage, Section } from '#ui/RecordPage.tsx'
import { StateBadge } from '#ui/StatusBadge.tsx'
import { formatDate } from '#ui/time.ts'
import { useAction } from '#ui/useAction.ts'
import { Derivation } from './Derivation.tsx'
import { invoiceStates } from './kind.ts'
import { quantity } from './moneyColumns.tsx'
import { PaymentDialog } from './PaymentDialog.tsx'
import { m } from './strings.ts'
import { t } from './truthStrings.ts'

type Invoice = RecordOf<'invoice'>
const w = m.invoice

export default function InvoicePage() {
  const id = useParam('id')
  const invoice = useQuery({
    queryKey: ['invoice', id],
    queryFn: () => get('/api/v1/finance/invoices/{id}', { path: { id } }),
  })
  return <Loaded query={invoice}>{(data) => <InvoiceRecord invoice={data} />}</Loaded>
}

const periodOf = ({ periodFrom, periodTo }: Invoice) =>
  periodFrom &&
  [periodFrom, periodTo]
    .flatMap((day) => day ?? [])
    .map(formatDate)
    .join(' – ')

const isLate = ({ status, openMinor, dueOn }: Invoice) =>
  status === 'issued' && openMinor > 0 && dueOn !== null && dueOn < new Date().toISOString().slice(0, 10)

function InvoiceRecord({ invoice }: { invoice: Invoice }) {
  const can = useCan()
  const { currency } = invoice
  return (
    <RecordPage
      title={invoice.documentNumber ?? m.invoices.draft}
      id={invoice.id}
      badge={<StateBadge of={invoiceStates} state={invoice.status} />}
      back={{ to: '/finance/invoices', label: m.invoices.title }}
      actions={<InvoiceActions invoice={invoice} />}
    >
      <Hero
        label={w.amounts}
        items={[
          { label: w.total, value: formatMoney(invoice.totalMinor, currency) },
          {
            label: w.open,
            value: formatMoney(invoice.openMinor, currency),
            tone: isLate(invoice) ? 'red' : undefined,
          },
          { label: m.invoices.dueOn, value: <DateOf on={invoice.dueOn} /> },
        ]}
      />
      <Facts
        title={w.facts}
        items={[
          [
            m.account,
            <AppLink key="account" to={`/finance/accounts/${invoice.accountId}`}>
              {invoice.accountName}
            </AppLink>,
          ],
          [m.invoices.issuedOn, <DateOf key="issued" on={invoice.issuedOn} />],
          [m.invoices.dueOn, <DateOf key="due" on={invoice.dueOn} />],
          [w.period, periodOf(invoice)],
          [
            w.credits,
            invoice.creditsInvoiceId && (
              <AppLink key="credits" to={`/finance/invoices/${invoice.creditsInvoiceId}`}>
                {w.creditedInvoice}
              </AppLink>
            ),
          ],
          [w.note, invoice.note],
        ]}
      />
      <Section title={w.lines}>
        <PlainTable
          label={w.lines}
          rows={invoice.lines}
          rowKey={(line) => line.id}
          headings={w.lineHeadings}
          empty={w.noLines}
          row={(line) => (
            <>
              <td>{line.description}</td>
              <td>{quantity(line.quantityThousandths, line.unit)}</td>
              <td>{formatRate(line.unitRateMinor, line.perQuantity, currency)}</td>
              <td>{line.taxCode}</td>
              <td>{formatMoney(line.netMinor, currency)}</td>
            </>
          )}
        />
      </Section>
      <Facts
        title={w.taxes}
        items={[
          [w.net, formatMoney(invoice.netMinor, currency)],
          ...invoice.taxes.map((tax): [string, string] => [
            w.tax(tax.taxCode, tax.rateBasisPoints),
            formatMoney(tax.taxMinor, currency),
          ]),
          [w.total, <b key="total">{formatMoney(invoice.totalMinor, currency)}</b>],
          [w.paid, formatMoney(invoice.paidMinor, currency)],
          [w.open, formatMoney(invoice.openMinor, currency)],
        ]}
      />
      {can('getInvoiceDerivation') ? <Derivation invoice={invoice} /> : null}
    </RecordPage>
  )
}

function InvoiceActions({ invoice }: { invoice: Invoice }) {
  const can = useCan()
  const navigate = useNavigate()
  const [asking, setAsking] = useState<'credit' | 'delete' | 'pay' | null>(null)
  const path = { id: invoice.id }
  const issue = useAction({
    run: () => post('/api/v1/finance/invoices/{id}/issue', { path }),
    done: (issued: Invoice) => w.issued(issued.documentNumber),
    changes: ['invoice'],
  })
  const credit = useAction({
    run: (reason: string) => post('/api/v1/finance/invoices/{id}/credit', { path, body: { reason } }),
    done: (note: Invoice) => w.credited(note.documentNumber),
    changes: ['invoice'],
    quiet: true,
  })
  const drop = useAction({
    run: () => remove('/api/v1/finance/invoices/{id}', { path }),
    done: w.deleted,
    changes: ['invoice', 'charge'],
    onDone: () => void navigate({ to: '/finance/invoices' as never }),
    quiet: true,
  })
  const send = useAction({
    run: () => post('/api/v1/finance/invoices/{id}/send', { path, body: {} }),
    done: t.send.sent,
    changes: [],
  })
  const file = (kind: string) => `/api/v1/finance/invoices/${invoice.id}/${kind}`
  return (
    <>
      {invoice.number === null ? null : (
        <>
          <Button variant="default" component="a" href={file('pdf')} download>
            {w.pdf}
          </Button>
          <Button variant="default" component="a" href={file('xml')} download>
            {w.xml}
          </Button>
          {can('sendInvoice') ? (
            <Button variant="default" loading={send.isPending} onClick={() => send.mutate()}>
              {t.send.invoice}
            </Button>
          ) : null}
        </>
      )}
      {can('createPayment') && invoice.openMinor > 0 ? (
        <Button variant="default" onClick={() => setAsking('pay')}>
          {w.pay}
        </Button>
      ) : null}
      <MoveButtons
        kind="invoice"
        record={invoice}
        isBusy={issue.isPending}
        on={{
          issue: () => issue.mutate(),
          credit: invoice.kind === 'invoice' ? () => setAsking('credit') : null,
          delete: () => setAsking('delete'),
          edit: null,
        }}
      />
      {asking === 'credit' ? (
        <ConfirmDialog
          title={w.creditTitle}
          confirm={w.credit}
          reasonLabel={m.reason}
          onConfirm={(reason) => credit.mutateAsync(reason)}
          onClose={() => setAsking(null)}
        />
      ) : null}
      {asking === 'delete' ? (
        <ConfirmDialog
          title={w.deleteTitle}
          confirm={w.deleteDraft}
          isDangerous
          onConfirm={() => drop.mutateAsync()}
          onClose={() => setAsking(null)}
        >
          {w.deleteText}
        </ConfirmDialog>
      ) : null}
      {asking === 'pay' ? (
        <PaymentDialog
          accountId={invoice.accountId}
          currency={invoice.currency}
          invoice={invoice}
          onClose={() => setAsking(null)}
        />
      ) : null}
    </>
  )
}
