namespace Vql.Client.Requests;

/// <summary>What contacts and companies are asked for alike. Of a contact it is its company that is meant, but for the dates of the rows.</summary>
public abstract class SharedFilter : Filter
{
    /// <summary>A text in any of the searched fields.</summary>
    public string? Search { get => Text("search"); init => Set("search", value); }

    /// <summary>Words of the company's address, or its city, state or country.</summary>
    public TextValues? CompanyLocation { get => Values("company_location"); init => Set("company_location", value); }

    /// <summary>An industry of the company.</summary>
    public TextValues? Industries { get => Values("industries"); init => Set("industries", value); }

    /// <summary>A keyword of the company.</summary>
    public TextValues? Keywords { get => Values("keywords"); init => Set("keywords", value); }

    /// <summary>A technology that the company uses.</summary>
    public TextValues? Technologies { get => Values("technologies"); init => Set("technologies", value); }

    /// <summary>The company's latest round of funding.</summary>
    public TextValues? LatestFunding { get => Values("latest_funding"); init => Set("latest_funding", value); }

    /// <summary>Employees of the company, exactly.</summary>
    public long? EmployeesCount { get => Number("employees_count"); init => Set("employees_count", value); }

    /// <summary>Employees of the company, at least.</summary>
    public long? EmployeesMin { get => Number("employees_min"); init => Set("employees_min", value); }

    /// <summary>Employees of the company, at most.</summary>
    public long? EmployeesMax { get => Number("employees_max"); init => Set("employees_max", value); }

    /// <summary>Revenue in US dollars a year of the company, exactly.</summary>
    public long? AnnualRevenue { get => Number("annual_revenue"); init => Set("annual_revenue", value); }

    /// <summary>Revenue in US dollars a year of the company, at least.</summary>
    public long? AnnualRevenueMin { get => Number("annual_revenue_min"); init => Set("annual_revenue_min", value); }

    /// <summary>Revenue in US dollars a year of the company, at most.</summary>
    public long? AnnualRevenueMax { get => Number("annual_revenue_max"); init => Set("annual_revenue_max", value); }

    /// <summary>Funding in US dollars of the company, exactly.</summary>
    public long? TotalFunding { get => Number("total_funding"); init => Set("total_funding", value); }

    /// <summary>Funding in US dollars of the company, at least.</summary>
    public long? TotalFundingMin { get => Number("total_funding_min"); init => Set("total_funding_min", value); }

    /// <summary>Funding in US dollars of the company, at most.</summary>
    public long? TotalFundingMax { get => Number("total_funding_max"); init => Set("total_funding_max", value); }

    /// <summary>Latest funding in US dollars of the company, at least.</summary>
    public long? LatestFundingAmountMin { get => Number("latest_funding_amount_min"); init => Set("latest_funding_amount_min", value); }

    /// <summary>Latest funding in US dollars of the company, at most.</summary>
    public long? LatestFundingAmountMax { get => Number("latest_funding_amount_max"); init => Set("latest_funding_amount_max", value); }

    /// <summary>When the row was made, at the earliest.</summary>
    public DateTimeOffset? CreatedAtAfter { get => Moment("created_at_after"); init => Set("created_at_after", value); }

    /// <summary>When the row was made, at the latest.</summary>
    public DateTimeOffset? CreatedAtBefore { get => Moment("created_at_before"); init => Set("created_at_before", value); }

    /// <summary>When the row was last written, at the earliest.</summary>
    public DateTimeOffset? UpdatedAtAfter { get => Moment("updated_at_after"); init => Set("updated_at_after", value); }

    /// <summary>When the row was last written, at the latest.</summary>
    public DateTimeOffset? UpdatedAtBefore { get => Moment("updated_at_before"); init => Set("updated_at_before", value); }

    /// <summary>Not in these industries.</summary>
    public TextValues? ExcludeIndustries { get => Values("exclude_industries"); init => Set("exclude_industries", value); }

    /// <summary>Not with these keywords.</summary>
    public TextValues? ExcludeKeywords { get => Values("exclude_keywords"); init => Set("exclude_keywords", value); }

    /// <summary>Not where these technologies are used.</summary>
    public TextValues? ExcludeTechnologies { get => Values("exclude_technologies"); init => Set("exclude_technologies", value); }
}
