/** What Microsoft's connector posts, about 600 bytes, different every time: equal content is a sender's repeat. */
const series = `${process.pid.toString(36)}${Date.now().toString(36)}`
let count = 0

/** The lead's e-mail address, in a body of any format: it tells the leads apart. */
export function emailIn(body: string): string {
  return /jordan\.[\w-]+@contoso\.com/.exec(body)?.[0] ?? ''
}

export function leadBody(): string {
  const name = `${series}-${++count}`
  return JSON.stringify({
    userDetails: {
      FirstName: 'Jordan',
      LastName: `Sample ${name}`,
      Email: `jordan.${name}@contoso.com`,
      Phone: '+1 425 555 0100',
      Country: 'US',
      Company: 'Contoso Ltd.',
      Title: 'Head of Purchasing',
    },
    LeadSource: 'AzureMarketplace-INS|fabrikam.forecasting-suite',
    ActionCode: 'INS',
    OfferTitle: 'Fabrikam Forecasting Suite',
    Description: 'Campaigns: autumn-newsletter. Interested in the annual plan for a team of forty people. '.repeat(3),
  })
}
