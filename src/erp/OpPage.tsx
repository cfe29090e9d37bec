/** An earlier attempt of an item, kept as it was. */
import { Loaded } from '../web/Loaded.tsx'
import { PageHead } from '../web/PageHead.tsx'
import { useGet } from '../web/queries.ts'
import { useParam } from '../web/router.tsx'
import { StatusChip } from '../web/StatusChip.tsx'
import { BothSides } from './BothSides.tsx'
import { erpPath, type OpDetail } from './ErpData.tsx'
import { OpView } from './OpView.tsx'
import { ToolTabs } from './ToolTabs.tsx'

export default function OpPage() {
  const company = useParam('company')
  const query = useGet<OpDetail>(`${erpPath(company)}/ops/${useParam('op')}`, company)
  return (
    <Loaded query={query}>
      {(op) => (
        <>
          <PageHead title={`Attempt ${op.marker}`}>
            <StatusChip {...op.status} />
          </PageHead>
          <ToolTabs />
          {op.read_back ? <BothSides probes={op.rendering.probes} readBack={op.read_back} /> : null}
          <OpView op={op} />
        </>
      )}
    </Loaded>
  )
}
