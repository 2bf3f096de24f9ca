namespace Vql.Core.Language;

/// <summary>
/// The rules for reading queries. Connectra accepts the same input as the Go service. Other callers accept only what they
/// support.
/// </summary>
/// <param name="MaxLimit">The maximum page size.</param>
/// <param name="IsStrict">
/// Whether input that the Go service ignores is a fault: unknown members, duplicate members, and objects without a required
/// member.
/// </param>
public sealed record VqlRules(int MaxLimit, bool IsStrict)
{
    /// <summary>The rules of Connectra.</summary>
    public static VqlRules Connectra { get; } = new(VqlQuery.MaxLimit, IsStrict: false);

    /// <summary>The maximum page number.</summary>
    public int MaxPage { get; init; } = VqlQuery.MaxPage;

    /// <summary>The members of the body that are read. Null for all members.</summary>
    public IReadOnlyList<string>? Members { get; init; }
}
