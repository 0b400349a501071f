/** What automations answer that are switched off, full or broken: n8n, Make, Azure Functions. */
import type { Problem } from '../../src/connector.ts'

export const automationProblems: readonly Problem[] = [
  {
    id: 'https-n8n-off',
    wording: [
      'The requested webhook "POST leads" is not registered.',
      'The workflow must be active for a production URL to run successfully.',
      "Click the 'Execute workflow' button on the canvas, then try again.",
    ],
    patterns: [/The requested webhook .{1,300} is not registered/i, /workflow must be active for a production URL/i],
    cause: 'n8n knows no active workflow at this address: the workflow is switched off, or the URL is the test URL.',
    remedy: [
      'n8n: open the workflow and switch it on: Publish, or in older editions the toggle Active at the top right.',
      'Webhook node > Webhook URLs > Production URL: copy it into url. The test URL (/webhook-test/) hears one call only.',
      'Compare the node’s Path with the end of url. Check the destination; its leads then flow in order.',
    ],
    link: 'https://docs.n8n.io/integrations/builtin/core-nodes/n8n-nodes-base.webhook/common-issues/',
  },
  {
    id: 'https-n8n-method',
    wording: ['This webhook is not registered for POST requests. Did you mean to make a GET request?'],
    patterns: [/webhook is not registered for POST requests/i],
    cause: 'The workflow of n8n is on, but its Webhook node takes another method than POST.',
    remedy: ['n8n: Webhook node > HTTP Method: POST. Save, and publish the workflow again.'],
    link: 'https://docs.n8n.io/integrations/builtin/core-nodes/n8n-nodes-base.webhook/',
  },
  {
    id: 'https-make-off',
    wording: ['There is no scenario listening for this webhook.'],
    patterns: [/no scenario listening for this webhook/i],
    cause:
      'In Make the scenario of this webhook is switched off or deleted, or uses the webhook no more. Make takes a webhook without a scenario out of service after five days.',
    remedy: [
      'Make: Scenarios > the scenario > switch it on (Active, or Scheduling ON, at the bottom left of the editor), with schedule Immediately.',
      'Its first module must be Webhooks > Custom webhook with this address: Copy address to clipboard, and compare it with url.',
      'If the webhook is gone, add a new one and put its address into url. Check the destination.',
    ],
    link: 'https://help.make.com/webhooks',
  },
  {
    id: 'https-queue-full',
    wording: ['Queue is full.'],
    cause: 'Make keeps what it has not worked off in a queue, and that queue is full. Leads wait and are tried again.',
    remedy: [
      'Make: Webhooks > the webhook > Queue: see whether the scenario is on and keeps up.',
      'Run the scenario more often, or without sequential processing; or lower delivery.rate of the destination.',
    ],
    link: 'https://help.make.com/webhooks',
  },
  {
    id: 'https-app-stopped',
    wording: ['Error 403 - This web app is stopped.'],
    patterns: [/this web app is stopped/i],
    cause: 'The receiver is an Azure Function or App Service, and it is stopped.',
    remedy: [
      'Azure portal > Function App (or App Services) > the app > Overview > Start.',
      'If it stops again, look at its plan: Overview > Quotas, and the status of its subscription.',
    ],
    link: 'https://learn.microsoft.com/troubleshoot/azure/app-service/web-apps-faqs',
  },
  {
    id: 'https-work-failed',
    wording: ['Error in workflow', 'Scenario failed to complete.'],
    cause:
      'The automation (n8n, Make) took the lead and failed at one of its steps. What stood before that step has been done.',
    remedy: [
      'n8n: Executions, or Make: History: open the run of that moment and see how far it came.',
      'Correct the step that failed. Finish the run there (Retry), and settle the delivery as delivered; or replay it here.',
      'Let the automation answer at once (n8n: Respond > Immediately; Make: no Webhook response at the end), so that Leadyard is not told of later steps.',
    ],
    link: 'https://docs.n8n.io/integrations/builtin/core-nodes/n8n-nodes-base.webhook/',
  },
]
