namespace Vql.Api.Configuration;

/// <summary>Groups of routes that use the search only if their flag is enabled.</summary>
internal enum FeatureFlag
{
    SingleRecordRetrieval,
    CompanyContacts,
    Exports,

    /// <summary>Reserved by the original API; no route uses it.</summary>
    LinkedinSearch,
}

/// <summary>The settings of feature flags.</summary>
internal static class FeatureFlags
{
    public static IReadOnlyList<FeatureFlag> All { get; } = Enum.GetValues<FeatureFlag>();

    /// <summary>Returns the variable that enables a flag.</summary>
    public static string SettingOf(FeatureFlag flag) => flag switch
    {
        FeatureFlag.SingleRecordRetrieval => "VQL_SINGLE_RECORD_RETRIEVAL",
        FeatureFlag.CompanyContacts => "VQL_COMPANY_CONTACTS",
        FeatureFlag.Exports => "VQL_EXPORTS",
        FeatureFlag.LinkedinSearch => "VQL_LINKEDIN_SEARCH",
        _ => throw new ArgumentOutOfRangeException(nameof(flag)),
    };
}
