namespace Vql.Core.Documents;

/// <summary>
/// Rows whose unknown values are "", 0 and empty lists in place of null: what the Go service leaves
/// in the tables for a CSV row.
/// </summary>
public static class ZeroValues
{
    /// <summary>The contact with zero values where nothing is known.</summary>
    public static Contact Fill(Contact row) => row with
    {
        FirstName = row.FirstName ?? "",
        LastName = row.LastName ?? "",
        CompanyId = row.CompanyId ?? "",
        Email = row.Email ?? "",
        Title = row.Title ?? "",
        Departments = row.Departments ?? [],
        MobilePhone = row.MobilePhone ?? "",
        EmailStatus = row.EmailStatus ?? "",
        Seniority = row.Seniority ?? "",
        City = row.City ?? "",
        State = row.State ?? "",
        Country = row.Country ?? "",
        LinkedinUrl = row.LinkedinUrl ?? "",
        FacebookUrl = row.FacebookUrl ?? "",
        TwitterUrl = row.TwitterUrl ?? "",
        Website = row.Website ?? "",
        WorkDirectPhone = row.WorkDirectPhone ?? "",
        HomePhone = row.HomePhone ?? "",
        OtherPhone = row.OtherPhone ?? "",
        Stage = row.Stage ?? "",
    };

    /// <summary>The company with zero values where nothing is known.</summary>
    public static Company Fill(Company row) => row with
    {
        Name = row.Name ?? "",
        EmployeesCount = row.EmployeesCount ?? 0,
        Industries = row.Industries ?? [],
        Keywords = row.Keywords ?? [],
        Address = row.Address ?? "",
        AnnualRevenue = row.AnnualRevenue ?? 0,
        TotalFunding = row.TotalFunding ?? 0,
        Technologies = row.Technologies ?? [],
        City = row.City ?? "",
        State = row.State ?? "",
        Country = row.Country ?? "",
        LinkedinUrl = row.LinkedinUrl ?? "",
        Website = row.Website ?? "",
        NormalizedDomain = row.NormalizedDomain ?? "",
        FacebookUrl = row.FacebookUrl ?? "",
        TwitterUrl = row.TwitterUrl ?? "",
        CompanyNameForEmails = row.CompanyNameForEmails ?? "",
        PhoneNumber = row.PhoneNumber ?? "",
        LatestFunding = row.LatestFunding ?? "",
        LatestFundingAmount = row.LatestFundingAmount ?? 0,
        LastRaisedAt = row.LastRaisedAt ?? "",
    };
}
