namespace Vql.Client.Records;

/// <summary>What is written of a contact; a member that is null is left as it is.</summary>
// The members of the columns are generated from the catalogue.
public sealed partial record ContactWrite
{
    /// <summary>What names it; the API makes one up when it is null.</summary>
    public string? Uuid { get; init; }
}
