/** Everything that demo/config.yaml names, on this machine: real Azurite, the scripted CRMs, a mail server. */
import { startAzurite } from '../src/demo/azurite.ts'
import { startDataverse } from '../test/far-ends/dataverse.ts'
import { startEntra } from '../test/far-ends/entra.ts'
import { partnerCenterForm } from '../test/far-ends/marketo/forms.ts'
import { clientId, clientSecret, startMarketo } from '../test/far-ends/marketo.ts'
import { app } from '../test/far-ends/salesforce/token.ts'
import { startSalesforce } from '../test/far-ends/salesforce.ts'
import { startSmtp } from '../test/far-ends/smtp.ts'
import { startWebhook, type WebhookFarEnd } from '../test/far-ends/webhook.ts'

export interface FarEnds {
  /** For the `${env:…_PORT}` of demo/config.yaml. */
  ports: Record<string, string>
  /** For its other `${env:…}`. */
  secrets: Record<string, string>
  /** Both. */
  variables: Record<string, string>
  /** Down from the start, until `calm`. */
  partner: WebhookFarEnd
  /** The application key that `crm-eu` should have. */
  crmEuKey: string
  /** The next lead that comes by the Web-to-Lead form is taken, and its answer is lost. */
  loseOneFormAnswer(): void
  close(): Promise<void>
}

const directory = {
  directoryId: '11111111-2222-4333-8444-555555555555',
  applicationId: '23456052-0a1b-4c2d-8662-1234df56788f',
}

/** What the portal shows as "Secret ID", right beside the value that is wanted. */
const idOfTheSecret = '5d0f2e8c-63b1-4f0e-9a52-7c1e4b7a90d3'

// A day of the demonstration must not end at the quotas of a real account.
const plenty = 1_000_000

// Without them the form takes nobody who must not be contacted.
const doNotContact = [
  { id: 'DoNotCall', label: 'Do Not Call:', dataType: 'checkbox', required: false },
  { id: 'Unsubscribed', label: 'Unsubscribed:', dataType: 'checkbox', required: false },
]

export async function startFarEnds(azuriteFolder: string): Promise<FarEnds> {
  const signingSecret = `whsec_${Buffer.from('a secret of the demonstration').toString('base64')}`
  const [azurite, entra, dataverse, salesforce, marketo, partner, smtp] = await Promise.all([
    startAzurite(azuriteFolder),
    startEntra(directory),
    startDataverse({ directoryId: directory.directoryId }),
    startSalesforce({ usage: { used: 0, limit: plenty } }),
    startMarketo({ limits: { daily: plenty }, formFields: [...partnerCenterForm, ...doNotContact] }),
    startWebhook({ dedupes: true, secret: signingSecret }),
    startSmtp(),
  ])
  salesforce.servlet.limit = plenty
  partner.answer(503, 'Service Unavailable')
  const ports = {
    ENTRA_PORT: portOf(entra.authority),
    DATAVERSE_PORT: portOf(dataverse.url),
    SALESFORCE_PORT: portOf(salesforce.settings['loginUrl']),
    MARKETO_PORT: portOf(marketo.settings['baseUrl']),
    PARTNER_PORT: portOf(partner.origin),
    SMTP_PORT: String(smtp.port),
  }
  const secrets = {
    AZURE_STORAGE: azurite.connectionString(),
    CRM_EU_KEY: idOfTheSecret,
    SALESFORCE_CLIENT_ID: app.clientId,
    SALESFORCE_CLIENT_SECRET: app.clientSecret,
    MARKETO_CLIENT_ID: clientId,
    MARKETO_CLIENT_SECRET: clientSecret,
    PARTNER_CODE: 'k3y-0f-the-hook',
    PARTNER_SIGNING_SECRET: signingSecret,
  }
  const isForm = ({ path }: { path: string }) => path.endsWith('/servlet/servlet.WebToLead')
  return {
    ports,
    secrets,
    variables: { ...ports, ...secrets },
    partner,
    crmEuKey: entra.applicationKey,
    loseOneFormAnswer() {
      const before = salesforce.calls.filter(isForm).length
      salesforce.provoke.uncertain!()
      const timer = setInterval(() => {
        if (salesforce.calls.filter(isForm).length === before) return
        clearInterval(timer)
        salesforce.calm()
      }, 20)
      timer.unref()
    },
    async close() {
      const all = [azurite, entra, dataverse, salesforce, marketo, partner, smtp]
      await Promise.all(all.map((farEnd) => farEnd.close()))
    },
  }
}

function portOf(url: unknown): string {
  return new URL(String(url)).port
}
