using Npgsql;

namespace Vql.Storage.Postgres;

/// <summary>Reads columns of type <c>text[]</c>.</summary>
internal static class TextList
{
    /// <summary>
    /// The elements, null where PostgreSQL has null. It lets any array have several dimensions; the elements of one count
    /// one after another, as <c>unnest</c> has them.
    /// </summary>
    public static string[] Read(NpgsqlDataReader reader, int ordinal) =>
        reader.GetValue(ordinal) is var value && value is string[] list ? list : [.. ((Array)value).Cast<string>()];
}
