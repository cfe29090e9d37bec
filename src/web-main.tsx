/** The pages' table of contents: the one place that knows all of them. */
import { MantineProvider } from '@mantine/core'
import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import './web/styles.ts'
import { ProjectName } from './jobs/ProjectName.tsx'
import { Missing } from './web/Missing.tsx'
import type { Navigation, Page } from './web/pages.ts'
import { queryClient } from './web/queries.ts'
import { routerOf } from './web/router.tsx'
import { Shell } from './web/Shell.tsx'
import { cssVariables, theme } from './web/theme.ts'

const company = '/companies/$company'
const project = `${company}/projects/$project`

const pages: Page[] = [
  { path: '/', load: () => import('./web/HomePage.tsx') },
  { path: '/sign-in', load: () => import('./web/SignInPage.tsx') },
  { path: company, load: () => import('./erp/LandingPage.tsx') },
  { path: `${company}/erp`, load: () => import('./erp/ToolPage.tsx') },
  { path: `${company}/guide`, load: () => import('./guide/GuidePage.tsx') },
  { path: `${company}/erp/connection`, load: () => import('./erp/ConnectionPage.tsx') },
  { path: `${company}/erp/settings`, load: () => import('./erp/SettingsPage.tsx') },
  { path: `${company}/erp/unsyncable`, load: () => import('./erp/UnsyncablePage.tsx') },
  { path: `${company}/erp/ops/$op`, load: () => import('./erp/OpPage.tsx') },
  { path: `${company}/erp/$tab`, load: () => import('./erp/TabPage.tsx') },
  { path: `${company}/erp/$tab/staged/$erpId`, load: () => import('./erp/StagedPage.tsx') },
  { path: `${company}/erp/$tab/$item`, load: () => import('./erp/ItemPage.tsx') },
  { path: `${company}/cost-codes`, load: () => import('./cost-codes/CostCodesPage.tsx') },
  { path: `${company}/tax-codes`, load: () => import('./tax-codes/TaxCodesPage.tsx') },
  { path: `${company}/directory`, load: () => import('./companies/DirectoryPage.tsx') },
  { path: `${company}/directory/$vendor`, load: () => import('./companies/CompanyPage.tsx') },
  { path: `${company}/unsyncable`, load: () => import('./job-costs/UnsyncablePage.tsx') },
  { path: `${company}/projects`, load: () => import('./jobs/ProjectsPage.tsx') },
  { path: project, load: () => import('./jobs/ProjectPage.tsx') },
  { path: `${project}/guide`, load: () => import('./guide/GuidePage.tsx') },
  { path: `${project}/sub-jobs`, load: () => import('./jobs/SubJobsPage.tsx') },
  { path: `${project}/sub-jobs/$subJob`, load: () => import('./jobs/SubJobPage.tsx') },
  { path: `${project}/cost-codes`, load: () => import('./cost-codes/ProjectCodesPage.tsx') },
  { path: `${project}/budget`, load: () => import('./budget/BudgetPage.tsx') },
  { path: `${project}/budget/lines`, load: () => import('./budget/LinesPage.tsx') },
  { path: `${project}/budget/changes`, load: () => import('./budget/ChangesPage.tsx') },
  { path: `${project}/budget/changes/$change`, load: () => import('./budget/ChangePage.tsx') },
  { path: `${project}/budget/snapshots`, load: () => import('./budget/SnapshotsPage.tsx') },
  { path: `${project}/budget/snapshots/$snapshot`, load: () => import('./budget/SnapshotPage.tsx') },
  { path: `${project}/prime-contracts`, load: () => import('./prime-contracts/PrimeContractsPage.tsx') },
  { path: `${project}/prime-contracts/$contract`, load: () => import('./prime-contracts/PrimeContractPage.tsx') },
  { path: `${project}/prime-contracts/$contract/invoices`, load: () => import('./invoices/OwnerInvoicesPage.tsx') },
  {
    path: `${project}/prime-contracts/$contract/invoices/$invoice`,
    load: () => import('./invoices/OwnerInvoicePage.tsx'),
  },
  { path: `${project}/prime-change-orders`, load: () => import('./change-orders/PccosPage.tsx') },
  { path: `${project}/prime-change-orders/$order`, load: () => import('./change-orders/PccoPage.tsx') },
  { path: `${project}/commitments`, load: () => import('./commitments/CommitmentsPage.tsx') },
  { path: `${project}/commitments/$commitment`, load: () => import('./commitments/CommitmentPage.tsx') },
  { path: `${project}/commitment-change-orders`, load: () => import('./change-orders/ChangeOrdersPage.tsx') },
  { path: `${project}/commitment-change-orders/$order`, load: () => import('./change-orders/ChangeOrderPage.tsx') },
  { path: `${project}/invoices`, load: () => import('./invoices/InvoicesPage.tsx') },
  { path: `${project}/invoices/$invoice`, load: () => import('./invoices/InvoicePage.tsx') },
  { path: `${project}/payments`, load: () => import('./payments/PaymentsPage.tsx') },
  { path: `${project}/timesheets`, load: () => import('./timesheets/TimesheetsPage.tsx') },
  { path: `${project}/timesheets/$timesheet`, load: () => import('./timesheets/TimesheetPage.tsx') },
  { path: `${project}/direct-costs`, load: () => import('./job-costs/DirectCostsPage.tsx') },
  { path: `${project}/unsyncable`, load: () => import('./job-costs/UnsyncablePage.tsx') },
]

const navigation: Navigation = ({ company, project }) => {
  const base = `/companies/${company}`
  const sections = [
    {
      title: 'Company',
      items: [
        { label: 'ERP Integrations', to: `${base}/erp` },
        { label: 'Guide', to: `${base}/guide` },
        { label: 'Projects', to: `${base}/projects` },
        { label: 'Directory', to: `${base}/directory` },
        { label: 'Cost codes', to: `${base}/cost-codes` },
        { label: 'Tax codes', to: `${base}/tax-codes` },
        { label: 'Unsyncable costs', to: `${base}/unsyncable` },
      ],
    },
  ]
  if (!project) return sections
  const inside = `${base}/projects/${project}`
  return [
    ...sections,
    {
      title: <ProjectName company={company ?? ''} project={project} />,
      items: [
        { label: 'Project', to: inside },
        { label: 'Guide', to: `${inside}/guide` },
        { label: 'Sub jobs', to: `${inside}/sub-jobs` },
        { label: 'Cost codes', to: `${inside}/cost-codes` },
        { label: 'Budget', to: `${inside}/budget` },
        { label: 'Prime contracts', to: `${inside}/prime-contracts` },
        { label: 'Prime change orders', to: `${inside}/prime-change-orders` },
        { label: 'Commitments', to: `${inside}/commitments` },
        { label: 'Commitment change orders', to: `${inside}/commitment-change-orders` },
        { label: 'Invoices', to: `${inside}/invoices` },
        { label: 'Payments', to: `${inside}/payments` },
        { label: 'Timesheets', to: `${inside}/timesheets` },
        { label: 'Direct costs', to: `${inside}/direct-costs` },
      ],
    },
  ]
}

const router = routerOf(pages, () => <Shell navigation={navigation} />, Missing)
const root = document.getElementById('root')
if (!root) throw new Error('index.html has no element with the id root.')
createRoot(root).render(
  <StrictMode>
    <MantineProvider theme={theme} cssVariablesResolver={cssVariables} defaultColorScheme="auto">
      <QueryClientProvider client={queryClient}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </MantineProvider>
  </StrictMode>,
)
