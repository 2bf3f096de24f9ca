namespace Vql.Client.Requests;

/// <summary>
/// A filter for companies. A company must match all members that are set, and at least one value of each member.
/// </summary>
public sealed partial class CompanyFilter : SharedFilter
{
    /// <summary>Whether the company has a website.</summary>
    public bool? HasWebsite { get => Flag("has_website"); init => Set("has_website", value); }

    /// <summary>Words of the name.</summary>
    public TextValues? Name { get => Values("name"); init => Set("name", value); }

    /// <summary>Words of the postal address.</summary>
    public TextValues? Address { get => Values("address"); init => Set("address", value); }

    /// <summary>The city.</summary>
    public TextValues? City { get => Values("city"); init => Set("city", value); }

    /// <summary>The state.</summary>
    public TextValues? State { get => Values("state"); init => Set("state", value); }

    /// <summary>The country.</summary>
    public TextValues? Country { get => Values("country"); init => Set("country", value); }

    /// <summary>Words of the website URL.</summary>
    public TextValues? Website { get => Values("website"); init => Set("website", value); }

    /// <summary>The LinkedIn URL.</summary>
    public TextValues? LinkedInUrl { get => Values("linkedin_url"); init => Set("linkedin_url", value); }

    /// <summary>The Facebook URL.</summary>
    public TextValues? FacebookUrl { get => Values("facebook_url"); init => Set("facebook_url", value); }

    /// <summary>The Twitter URL.</summary>
    public TextValues? TwitterUrl { get => Values("twitter_url"); init => Set("twitter_url", value); }

    /// <summary>The phone number.</summary>
    public TextValues? PhoneNumber { get => Values("phone_number"); init => Set("phone_number", value); }

    /// <summary>The domain.</summary>
    public TextValues? IncludeDomainList { get => Values("include_domain_list"); init => Set("include_domain_list", value); }

    /// <summary>Domains to exclude.</summary>
    public TextValues? ExcludeDomainList { get => Values("exclude_domain_list"); init => Set("exclude_domain_list", value); }

    /// <summary>Locations to exclude.</summary>
    public TextValues? ExcludeLocations { get => Values("exclude_locations"); init => Set("exclude_locations", value); }
}
