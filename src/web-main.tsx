/** The pages' table of contents: the one place that knows all of them. */
import { MantineProvider } from '@mantine/core'
import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { lazy, StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import './web/styles.ts'
import { ProjectName } from './jobs/ProjectName.tsx'
import Bell from './notices/Bell.tsx'
import { Missing } from './web/Missing.tsx'
import type { Navigation, Page } from './web/pages.ts'
import { queryClient } from './web/queries.ts'
import { routerOf } from './web/router.tsx'
import { Shell } from './web/Shell.tsx'
import { type Fillings, SlotsProvider } from './web/slots.tsx'
import { cssVariables, theme } from './web/theme.ts'
import { ApprovalsLabel } from './workflows/ApprovalsLabel.tsx'

const company = '/companies/$company'
const project = `${company}/projects/$project`

const pages: Page[] = [
  { path: '/', load: () => import('./web/HomePage.tsx') },
  { path: '/sign-in', load: () => import('./web/SignInPage.tsx') },
  { path: '/sign-in/provider', load: () => import('./web/ProviderPage.tsx') },
  { path: company, load: () => import('./erp/LandingPage.tsx') },
  { path: `${company}/account`, load: () => import('./access/AccountPage.tsx') },
  { path: `${company}/sign-ins`, load: () => import('./access/SignInsPage.tsx') },
  { path: `${company}/erp`, load: () => import('./erp/ToolPage.tsx') },
  { path: `${company}/guide`, load: () => import('./guide/GuidePage.tsx') },
  { path: `${company}/erp/connection`, load: () => import('./erp/ConnectionPage.tsx') },
  { path: `${company}/erp/health`, load: () => import('./erp/HealthPage.tsx') },
  { path: `${company}/erp/runs`, load: () => import('./erp/RunsPage.tsx') },
  { path: `${company}/erp/settings`, load: () => import('./erp/SettingsPage.tsx') },
  { path: `${company}/erp/unsyncable`, load: () => import('./erp/UnsyncablePage.tsx') },
  { path: `${company}/erp/ops/$op`, load: () => import('./erp/OpPage.tsx') },
  { path: `${company}/erp/$tab`, load: () => import('./erp/TabPage.tsx') },
  { path: `${company}/erp/$tab/staged/$erpId`, load: () => import('./erp/StagedPage.tsx') },
  { path: `${company}/erp/$tab/$item`, load: () => import('./erp/ItemPage.tsx') },
  { path: `${company}/notices`, load: () => import('./notices/NoticesPage.tsx') },
  { path: `${company}/notices/choices`, load: () => import('./notices/ChoicesPage.tsx') },
  { path: `${company}/audit`, load: () => import('./erp/AuditPage.tsx') },
  { path: `${company}/people`, load: () => import('./access/PeoplePage.tsx') },
  { path: `${company}/people/$person`, load: () => import('./access/PersonPage.tsx') },
  { path: `${company}/api-clients`, load: () => import('./access/ApiClientsPage.tsx') },
  { path: `${company}/permissions`, load: () => import('./access/MatrixPage.tsx') },
  { path: `${company}/permissions/templates`, load: () => import('./access/TemplatesPage.tsx') },
  { path: `${company}/permissions/templates/$template`, load: () => import('./access/TemplatePage.tsx') },
  { path: `${company}/permissions/approval`, load: () => import('./access/ApprovalPage.tsx') },
  { path: `${company}/cost-codes`, load: () => import('./cost-codes/CostCodesPage.tsx') },
  { path: `${company}/tax-codes`, load: () => import('./tax-codes/TaxCodesPage.tsx') },
  { path: `${company}/directory`, tool: 'Directory', load: () => import('./companies/DirectoryPage.tsx') },
  { path: `${company}/directory/$vendor`, tool: 'Directory', load: () => import('./companies/CompanyPage.tsx') },
  { path: `${company}/unsyncable`, load: () => import('./job-costs/UnsyncablePage.tsx') },
  { path: `${company}/reports`, load: () => import('./reports/ReportsPage.tsx') },
  { path: `${company}/reports/queue`, load: () => import('./reports/QueuePage.tsx') },
  { path: `${company}/reports/$report`, load: () => import('./reports/ReportPage.tsx') },
  { path: `${company}/approvals`, load: () => import('./workflows/ApprovalsPage.tsx') },
  { path: `${company}/workflows`, load: () => import('./workflows/WorkflowsPage.tsx') },
  { path: `${company}/projects`, load: () => import('./jobs/ProjectsPage.tsx') },
  { path: project, tool: 'Project Admin', load: () => import('./jobs/ProjectPage.tsx') },
  { path: `${project}/guide`, load: () => import('./guide/GuidePage.tsx') },
  { path: `${project}/sub-jobs`, tool: 'Project Admin', load: () => import('./jobs/SubJobsPage.tsx') },
  { path: `${project}/sub-jobs/$subJob`, tool: 'Project Admin', load: () => import('./jobs/SubJobPage.tsx') },
  { path: `${project}/cost-codes`, tool: 'Project Admin', load: () => import('./cost-codes/ProjectCodesPage.tsx') },
  { path: `${project}/budget`, tool: 'Budget', load: () => import('./budget/BudgetPage.tsx') },
  { path: `${project}/budget/lines`, tool: 'Budget', load: () => import('./budget/LinesPage.tsx') },
  { path: `${project}/budget/changes`, tool: 'Budget', load: () => import('./budget/ChangesPage.tsx') },
  { path: `${project}/budget/changes/$change`, tool: 'Budget', load: () => import('./budget/ChangePage.tsx') },
  { path: `${project}/budget/snapshots`, tool: 'Budget', load: () => import('./budget/SnapshotsPage.tsx') },
  { path: `${project}/budget/snapshots/$snapshot`, tool: 'Budget', load: () => import('./budget/SnapshotPage.tsx') },
  {
    path: `${project}/prime-contracts`,
    tool: 'Prime Contract',
    load: () => import('./prime-contracts/PrimeContractsPage.tsx'),
  },
  {
    path: `${project}/prime-contracts/$contract`,
    tool: 'Prime Contract',
    load: () => import('./prime-contracts/PrimeContractPage.tsx'),
  },
  {
    path: `${project}/prime-contracts/$contract/invoices`,
    tool: 'Invoicing',
    load: () => import('./invoices/OwnerInvoicesPage.tsx'),
  },
  {
    path: `${project}/prime-contracts/$contract/invoices/$invoice`,
    tool: 'Invoicing',
    load: () => import('./invoices/OwnerInvoicePage.tsx'),
  },
  {
    path: `${project}/prime-change-orders`,
    tool: 'Change Orders',
    load: () => import('./change-orders/PccosPage.tsx'),
  },
  {
    path: `${project}/prime-change-orders/$order`,
    tool: 'Change Orders',
    load: () => import('./change-orders/PccoPage.tsx'),
  },
  { path: `${project}/commitments`, tool: 'Commitments', load: () => import('./commitments/CommitmentsPage.tsx') },
  {
    path: `${project}/commitments/$commitment`,
    tool: 'Commitments',
    load: () => import('./commitments/CommitmentPage.tsx'),
  },
  {
    path: `${project}/commitment-change-orders`,
    tool: 'Commitments',
    load: () => import('./change-orders/ChangeOrdersPage.tsx'),
  },
  {
    path: `${project}/commitment-change-orders/$order`,
    tool: 'Commitments',
    load: () => import('./change-orders/ChangeOrderPage.tsx'),
  },
  { path: `${project}/invoices`, tool: 'Invoicing', load: () => import('./invoices/InvoicesPage.tsx') },
  { path: `${project}/invoices/$invoice`, tool: 'Invoicing', load: () => import('./invoices/InvoicePage.tsx') },
  { path: `${project}/payments`, tool: 'Invoicing', load: () => import('./payments/PaymentsPage.tsx') },
  { path: `${project}/timesheets`, tool: 'Timesheets', load: () => import('./timesheets/TimesheetsPage.tsx') },
  {
    path: `${project}/timesheets/$timesheet`,
    tool: 'Timesheets',
    load: () => import('./timesheets/TimesheetPage.tsx'),
  },
  { path: `${project}/direct-costs`, load: () => import('./job-costs/DirectCostsPage.tsx') },
  { path: `${project}/unsyncable`, load: () => import('./job-costs/UnsyncablePage.tsx') },
  { path: `${project}/reports`, load: () => import('./reports/ReportsPage.tsx') },
  { path: `${project}/reports/cost-over-time`, load: () => import('./reports/CostPage.tsx') },
  { path: `${project}/reports/$report`, load: () => import('./reports/ReportPage.tsx') },
]

const fillings: Fillings = {
  head: [Bell],
  item: [lazy(() => import('./notices/Comments.tsx'))],
  'item-panel': [lazy(() => import('./workflows/WorkflowPanel.tsx'))],
  'item-bar': [lazy(() => import('./notices/CommentsLink.tsx'))],
}

const navigation: Navigation = ({ company, project }) => {
  const base = `/companies/${company}`
  const sections = [
    {
      title: 'Company',
      items: [
        { label: 'ERP Integrations', to: `${base}/erp` },
        { label: <ApprovalsLabel company={company ?? ''} />, to: `${base}/approvals` },
        { label: 'Guide', to: `${base}/guide` },
        { label: 'Projects', to: `${base}/projects` },
        { label: 'Directory', to: `${base}/directory` },
        { label: 'Cost codes', to: `${base}/cost-codes` },
        { label: 'Tax codes', to: `${base}/tax-codes` },
        { label: 'Unsyncable costs', to: `${base}/unsyncable` },
        { label: 'Reports', to: `${base}/reports` },
        { label: 'Workflows', to: `${base}/workflows` },
        { label: 'People', to: `${base}/people` },
        { label: 'Permissions', to: `${base}/permissions` },
        { label: 'Sign-ins', to: `${base}/sign-ins` },
        { label: 'Audit', to: `${base}/audit` },
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
        { label: 'Reports', to: `${inside}/reports` },
      ],
    },
  ]
}

/** What tools show on the pages of items that are sent to the ERP. */

const router = routerOf(pages, () => <Shell navigation={navigation} />, Missing)
const root = document.getElementById('root')
if (!root) throw new Error('index.html has no element with the id root.')
createRoot(root).render(
  <StrictMode>
    <MantineProvider theme={theme} cssVariablesResolver={cssVariables} defaultColorScheme="auto">
      <QueryClientProvider client={queryClient}>
        <SlotsProvider value={fillings}>
          <RouterProvider router={router} />
        </SlotsProvider>
      </QueryClientProvider>
    </MantineProvider>
  </StrictMode>,
)
