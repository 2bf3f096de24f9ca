namespace Vql.Core.Fields;

/// <summary>The kind of a searchable row.</summary>
public enum Entity
{
    /// <summary>A person; table <c>contacts</c>, index <c>contacts_index</c>.</summary>
    Contact,

    /// <summary>A company; table <c>companies</c>, index <c>companies_index</c>.</summary>
    Company,
}
