namespace Vql.Client.Requests;

/// <summary>What companies are asked for: all that is set must hold. Several values of one member mean any of them.</summary>
public sealed class CompanyFilter : Filter
{
    /// <summary>A text in any of the searched fields.</summary>
    public string? Search { get => Text("search"); init => Set("search", value); }

    /// <summary>Words of the company's name.</summary>
    public TextValues? Name { get => Values("name"); init => Set("name", value); }

    /// <summary>Words of the postal address.</summary>
    public TextValues? Address { get => Values("address"); init => Set("address", value); }

    /// <summary>Words of the address, or the city, state or country.</summary>
    public TextValues? CompanyLocation { get => Values("company_location"); init => Set("company_location", value); }

    /// <summary>The city.</summary>
    public TextValues? City { get => Values("city"); init => Set("city", value); }

    /// <summary>The state.</summary>
    public TextValues? State { get => Values("state"); init => Set("state", value); }

    /// <summary>The country.</summary>
    public TextValues? Country { get => Values("country"); init => Set("country", value); }

    /// <summary>Words of the website's address.</summary>
    public TextValues? Website { get => Values("website"); init => Set("website", value); }

    /// <summary>The LinkedIn address.</summary>
    public TextValues? LinkedInUrl { get => Values("linkedin_url"); init => Set("linkedin_url", value); }

    /// <summary>The Facebook address.</summary>
    public TextValues? FacebookUrl { get => Values("facebook_url"); init => Set("facebook_url", value); }

    /// <summary>The Twitter address.</summary>
    public TextValues? TwitterUrl { get => Values("twitter_url"); init => Set("twitter_url", value); }

    /// <summary>The phone number.</summary>
    public TextValues? PhoneNumber { get => Values("phone_number"); init => Set("phone_number", value); }

    /// <summary>The latest round of funding.</summary>
    public TextValues? LatestFunding { get => Values("latest_funding"); init => Set("latest_funding", value); }

    /// <summary>An industry.</summary>
    public TextValues? Industries { get => Values("industries"); init => Set("industries", value); }

    /// <summary>A keyword.</summary>
    public TextValues? Keywords { get => Values("keywords"); init => Set("keywords", value); }

    /// <summary>A technology in use.</summary>
    public TextValues? Technologies { get => Values("technologies"); init => Set("technologies", value); }

    /// <summary>Employees, exactly.</summary>
    public long? EmployeesCount { get => Number("employees_count"); init => Set("employees_count", value); }

    /// <summary>Employees, at least.</summary>
    public long? EmployeesMin { get => Number("employees_min"); init => Set("employees_min", value); }

    /// <summary>Employees, at most.</summary>
    public long? EmployeesMax { get => Number("employees_max"); init => Set("employees_max", value); }

    /// <summary>Revenue in US dollars a year, exactly.</summary>
    public long? AnnualRevenue { get => Number("annual_revenue"); init => Set("annual_revenue", value); }

    /// <summary>Revenue in US dollars a year, at least.</summary>
    public long? AnnualRevenueMin { get => Number("annual_revenue_min"); init => Set("annual_revenue_min", value); }

    /// <summary>Revenue in US dollars a year, at most.</summary>
    public long? AnnualRevenueMax { get => Number("annual_revenue_max"); init => Set("annual_revenue_max", value); }

    /// <summary>Funding in US dollars, exactly.</summary>
    public long? TotalFunding { get => Number("total_funding"); init => Set("total_funding", value); }

    /// <summary>Funding in US dollars, at least.</summary>
    public long? TotalFundingMin { get => Number("total_funding_min"); init => Set("total_funding_min", value); }

    /// <summary>Funding in US dollars, at most.</summary>
    public long? TotalFundingMax { get => Number("total_funding_max"); init => Set("total_funding_max", value); }

    /// <summary>Latest funding in US dollars, at least.</summary>
    public long? LatestFundingAmountMin { get => Number("latest_funding_amount_min"); init => Set("latest_funding_amount_min", value); }

    /// <summary>Latest funding in US dollars, at most.</summary>
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

    /// <summary>Not in these places.</summary>
    public TextValues? ExcludeLocations { get => Values("exclude_locations"); init => Set("exclude_locations", value); }
}
