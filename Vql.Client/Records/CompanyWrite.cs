namespace Vql.Client.Records;

/// <summary>The members to write of a company. Null members are left unchanged.</summary>
// The members of the columns are generated from the catalogue.
public sealed partial record CompanyWrite
{
    /// <summary>The unique identifier. If it is null, the API generates one.</summary>
    public string? Uuid { get; init; }
}
