/**
 * The documented example of Microsoft's HTTPS lead destination, marked like Microsoft's own test leads: with the token
 * `MSFT_TEST_` and the time in .NET ticks, so that two samples are never the same lead.
 * https://learn.microsoft.com/partner-center/referrals/commercial-marketplace-lead-management-instructions-https
 */
export function sampleLead(now: Date) {
  return {
    UserDetails: {
      FirstName: 'Some',
      LastName: 'One',
      Email: 'someone@contoso.com',
      Phone: '16175555555',
      Country: 'USA',
      Company: 'Contoso',
      Title: 'Esquire',
    },
    LeadSource: 'AzureMarketplace',
    ActionCode: 'INS',
    OfferTitle: 'Test Microsoft',
    Description: testToken(now),
  }
}

/** Marks a test lead, in any field: `MSFT_TEST_` and the time in .NET ticks. */
export function testToken(now: Date): string {
  return `MSFT_TEST_${(BigInt(now.getTime()) + 62_135_596_800_000n) * 10_000n}`
}
