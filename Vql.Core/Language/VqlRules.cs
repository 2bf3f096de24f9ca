namespace Vql.Core.Language;

/// <summary>
/// What a reader of queries takes: Connectra as much as the Go service does, others what they answer and nothing else.
/// </summary>
/// <param name="MaxLimit">The longest page.</param>
/// <param name="IsStrict">
/// Whether what the Go service passes over is a fault: members that nobody knows or that are there twice, and members
/// without which the one around them says nothing.
/// </param>
public sealed record VqlRules(int MaxLimit, bool IsStrict)
{
    /// <summary>Connectra's own.</summary>
    public static VqlRules Connectra { get; } = new(VqlQuery.MaxLimit, IsStrict: false);

    /// <summary>The last page that can be asked for by number.</summary>
    public int MaxPage { get; init; } = VqlQuery.MaxPage;

    /// <summary>The members of the body that are read; null for all.</summary>
    public IReadOnlyList<string>? Members { get; init; }
}
