namespace Vql.Client.Records;

/// <summary>The members to write of a contact. Null members are left unchanged.</summary>
// The members of the columns are generated from the catalogue.
public sealed partial record ContactWrite
{
    /// <summary>The unique identifier. If it is null, the API generates one.</summary>
    public string? Uuid { get; init; }
}
