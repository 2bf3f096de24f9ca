namespace Vql.Api.Http.Writes;

/// <summary>The actions of the items of a batch.</summary>
internal enum WriteAction
{
    /// <summary>Creates a row.</summary>
    Create,

    /// <summary>Updates the sent members of a row that exists.</summary>
    Update,

    /// <summary>Updates the row with the same key, or creates one.</summary>
    Upsert,

    /// <summary>Deletes a row.</summary>
    Delete,
}
