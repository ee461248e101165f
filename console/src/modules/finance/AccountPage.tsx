import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { get } from '#api/client.ts'
import { labelOf } from '#api/label.ts'
import type { RecordOf } from '#api/record.ts'
import { useCan } from '#api/session.ts'
import { FieldDialog } from '#ui/form/FieldDialog.tsx'
import { Loaded } from '#ui/Loaded.tsx'
import { formatMoney, minorOf } from '#ui/money.ts'
import { useParam } from '#ui/place.ts'
import { Facts, RecordPage, Section } from '#ui/RecordPage.tsx'
import { RecordTable } from '#ui/RecordTable.tsx'
import { StateBadge } from '#ui/StatusBadge.tsx'
import { invoiceColumns } from './InvoiceList.tsx'
import { accountStates } from './kind.ts'
import { PackageDialog } from './PackageDialog.tsx'
import { packageColumns } from './PackageList.tsx'
import { PaymentDialog } from './PaymentDialog.tsx'
import { Statement } from './Statement.tsx'
import { m } from './strings.ts'
import { t } from './truthStrings.ts'

type Account = RecordOf<'finance_account'>
const w = m.accounts

export default function AccountPage() {
  const id = useParam('id')
  const account = useQuery({
    queryKey: ['finance_account', id],
    queryFn: () => get('/api/v1/finance/accounts/{id}', { path: { id } }),
  })
  return <Loaded query={account}>{(data) => <AccountRecord account={data} />}</Loaded>
}

function AccountRecord({ account }: { account: Account }) {
  const can = useCan()
  const [dialog, setDialog] = useState<'edit' | 'pay' | 'charge' | 'package' | null>(null)
  const close = () => setDialog(null)
  const { currency } = account
  return (
    <RecordPage
      title={account.name}
      id={account.id}
      badge={<StateBadge of={accountStates} state={account.status} />}
      back={{ to: '/finance/accounts', label: w.title }}
      actions={
        <>
          {can('updateFinanceAccount') ? (
            <Button variant="default" onClick={() => setDialog('edit')}>
              {w.edit}
            </Button>
          ) : null}
          {can('createCharge') && account.holder.type !== 'internal' ? (
            <Button variant="default" onClick={() => setDialog('charge')}>
              {m.charges.create}
            </Button>
          ) : null}
          {can('createPackage') && account.holder.type !== 'internal' ? (
            <Button variant="default" onClick={() => setDialog('package')}>
              {t.packages.create}
            </Button>
          ) : null}
          {can('createPayment') && account.holder.type !== 'internal' ? (
            <Button onClick={() => setDialog('pay')}>{m.payments.create}</Button>
          ) : null}
        </>
      }
    >
      <Facts
        title={w.facts}
        items={[
          [w.balance, <b key="balance">{formatMoney(account.balanceMinor, currency)}</b>],
          [
            t.packages.blockTime,
            account.blockTime.length > 0 ? <BlockTime key="block" account={account} /> : null,
          ],
          [m.kind, labelOf('finance_account.kind', account.kind)],
          [w.holder, account.holder.name],
          [w.paymentDays, account.paymentDays],
          [
            w.creditLimit,
            account.creditLimitMinor === null ? null : formatMoney(account.creditLimitMinor, currency),
          ],
          [w.group, account.memberGroup],
          [w.code, account.externalCode],
        ]}
      />
      <Statement account={account} />
      <Section title={w.invoices}>
        <RecordTable
          id="account-invoices"
          subject="invoice"
          label={w.invoices}
          columns={invoiceColumns.filter(({ id }) => id !== 'account')}
          load={(query) => get('/api/v1/finance/invoices', { query: { ...query, account_id: account.id } })}
          within={[account.id]}
          rowName={(invoice) => invoice.documentNumber ?? m.invoices.draft}
          rowLink={(invoice) => `/finance/invoices/${invoice.id}`}
          words={{ empty: w.noInvoices }}
        />
      </Section>
      <Section title={t.packages.title}>
        <RecordTable
          id="account-packages"
          subject="package"
          label={t.packages.title}
          columns={packageColumns.filter(({ id }) => id !== 'account')}
          load={(query) => get('/api/v1/finance/packages', { query: { ...query, account_id: account.id } })}
          within={[account.id]}
          rowName={(block) => block.accountName}
          words={{ empty: t.packages.empty }}
        />
      </Section>
      {dialog === 'package' ? <PackageDialog account={account} onClose={close} /> : null}
      {dialog === 'edit' ? <EditAccount account={account} onClose={close} /> : null}
      {dialog === 'pay' ? <PaymentDialog accountId={account.id} currency={currency} onClose={close} /> : null}
      {dialog === 'charge' ? <ChargeDialog account={account} onClose={close} /> : null}
    </RecordPage>
  )
}

/** What is left of the packages, in hours and in money. */
function BlockTime({ account: { blockTime, currency } }: { account: Account }) {
  return blockTime.map(({ chargeKind, leftThousandths, leftMinor }) => (
    <div key={chargeKind}>
      {`${labelOf('package.chargeKind', chargeKind)}: ${t.packages.h(leftThousandths)}, ${formatMoney(leftMinor, currency)}`}
    </div>
  ))
}

type DialogProps = { account: Account; onClose: () => void }

function EditAccount({ account, onClose }: DialogProps) {
  return (
    <FieldDialog
      write="PATCH /api/v1/finance/accounts/{id}"
      path={{ id: account.id }}
      record={account}
      title={w.edit}
      submitLabel={w.save}
      done={w.saved}
      changes={['finance_account']}
      fields={[
        { name: 'name', label: w.name },
        { name: 'paymentDays', label: w.paymentDays },
        { name: 'memberGroup', label: w.group },
        { name: 'taxNumber', label: w.taxNumber },
        { name: 'email', label: w.email },
        { name: 'externalCode', label: w.code },
        { name: 'sendsReminders', label: w.reminders },
        { name: 'status', label: m.status },
      ]}
      onClose={onClose}
    />
  )
}

function ChargeDialog({ account, onClose }: DialogProps) {
  const c = m.charges
  return (
    <FieldDialog
      write="POST /api/v1/finance/charges"
      title={c.create}
      submitLabel={c.submit}
      done={c.created}
      changes={['charge']}
      fields={[
        { name: 'description', label: c.description },
        { name: 'quantityThousandths', label: c.quantityShort, kind: 'text', initial: '1' },
        { name: 'unit', label: c.unit, initial: 'each' },
        { name: 'unitRateMinor', label: `${c.rateShort} (${account.currency})`, kind: 'text' },
        { name: 'taxCode', label: c.taxCode, initial: 'NONE' },
        { name: 'occurredOn', label: c.occurredOn },
      ]}
      body={(values) =>
        ({
          ...values,
          accountId: account.id,
          quantityThousandths: Math.round(Number(values.quantityThousandths) * 1_000),
          unitRateMinor: minorOf(values.unitRateMinor, account.currency),
        }) as never
      }
      onClose={onClose}
    />
  )
}
