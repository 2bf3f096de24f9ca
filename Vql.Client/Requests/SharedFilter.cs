namespace Vql.Client.Requests;

/// <summary>
/// The filters that contacts and companies share. For contacts, all of them except for the dates apply to the company.
/// </summary>
public abstract class SharedFilter : Filter
{
    /// <summary>A text to search in several fields.</summary>
    public string? Search { get => Text("search"); init => Set("search", value); }

    /// <summary>Words of the postal address of the company, or its city, state, or country.</summary>
    public TextValues? CompanyLocation { get => Values("company_location"); init => Set("company_location", value); }

    /// <summary>An industry of the company.</summary>
    public TextValues? Industries { get => Values("industries"); init => Set("industries", value); }

    /// <summary>A keyword of the company.</summary>
    public TextValues? Keywords { get => Values("keywords"); init => Set("keywords", value); }

    /// <summary>A technology that the company uses.</summary>
    public TextValues? Technologies { get => Values("technologies"); init => Set("technologies", value); }

    /// <summary>The latest funding round of the company.</summary>
    public TextValues? LatestFunding { get => Values("latest_funding"); init => Set("latest_funding", value); }

    /// <summary>The number of employees of the company.</summary>
    public long? EmployeesCount { get => Number("employees_count"); init => Set("employees_count", value); }

    /// <summary>The minimum number of employees of the company.</summary>
    public long? EmployeesMin { get => Number("employees_min"); init => Set("employees_min", value); }

    /// <summary>The maximum number of employees of the company.</summary>
    public long? EmployeesMax { get => Number("employees_max"); init => Set("employees_max", value); }

    /// <summary>The annual revenue of the company, in US dollars.</summary>
    public long? AnnualRevenue { get => Number("annual_revenue"); init => Set("annual_revenue", value); }

    /// <summary>The minimum annual revenue of the company, in US dollars.</summary>
    public long? AnnualRevenueMin { get => Number("annual_revenue_min"); init => Set("annual_revenue_min", value); }

    /// <summary>The maximum annual revenue of the company, in US dollars.</summary>
    public long? AnnualRevenueMax { get => Number("annual_revenue_max"); init => Set("annual_revenue_max", value); }

    /// <summary>The total funding of the company, in US dollars.</summary>
    public long? TotalFunding { get => Number("total_funding"); init => Set("total_funding", value); }

    /// <summary>The minimum total funding of the company, in US dollars.</summary>
    public long? TotalFundingMin { get => Number("total_funding_min"); init => Set("total_funding_min", value); }

    /// <summary>The maximum total funding of the company, in US dollars.</summary>
    public long? TotalFundingMax { get => Number("total_funding_max"); init => Set("total_funding_max", value); }

    /// <summary>The minimum amount of the latest funding round of the company, in US dollars.</summary>
    public long? LatestFundingAmountMin { get => Number("latest_funding_amount_min"); init => Set("latest_funding_amount_min", value); }

    /// <summary>The maximum amount of the latest funding round of the company, in US dollars.</summary>
    public long? LatestFundingAmountMax { get => Number("latest_funding_amount_max"); init => Set("latest_funding_amount_max", value); }

    /// <summary>Whether the row has a phone number.</summary>
    public bool? HasPhone { get => Flag("has_phone"); init => Set("has_phone", value); }

    /// <summary>Whether the row has a LinkedIn URL.</summary>
    public bool? HasLinkedin { get => Flag("has_linkedin"); init => Set("has_linkedin", value); }

    /// <summary>The earliest creation time.</summary>
    public DateTimeOffset? CreatedAtAfter { get => Time("created_at_after"); init => Set("created_at_after", value); }

    /// <summary>The latest creation time.</summary>
    public DateTimeOffset? CreatedAtBefore { get => Time("created_at_before"); init => Set("created_at_before", value); }

    /// <summary>The earliest time of the last change.</summary>
    public DateTimeOffset? UpdatedAtAfter { get => Time("updated_at_after"); init => Set("updated_at_after", value); }

    /// <summary>The latest time of the last change.</summary>
    public DateTimeOffset? UpdatedAtBefore { get => Time("updated_at_before"); init => Set("updated_at_before", value); }

    /// <summary>Industries to exclude.</summary>
    public TextValues? ExcludeIndustries { get => Values("exclude_industries"); init => Set("exclude_industries", value); }

    /// <summary>Keywords to exclude.</summary>
    public TextValues? ExcludeKeywords { get => Values("exclude_keywords"); init => Set("exclude_keywords", value); }

    /// <summary>Technologies to exclude.</summary>
    public TextValues? ExcludeTechnologies { get => Values("exclude_technologies"); init => Set("exclude_technologies", value); }
}
