using Npgsql;

namespace Vql.Storage.Postgres;

/// <summary>Reads columns of type <c>text[]</c>.</summary>
internal static class TextList
{
    /// <summary>
    /// Reads the elements, which may be null. The elements of a multidimensional array are read in the order of <c>unnest</c>.
    /// </summary>
    public static string[] Read(NpgsqlDataReader reader, int ordinal) =>
        reader.GetValue(ordinal) is var value && value is string[] list ? list : [.. ((Array)value).Cast<string>()];
}
