using System.Net.Http.Json;
using System.Text.Json;
using Vql.Core.Fields;

namespace Vql.Tests.Infrastructure;

/// <summary>The default indices of the entities on an engine that several test classes use in turn.</summary>
internal static class EntityIndices
{
    /// <summary>Deletes the indices that other tests left behind.</summary>
    public static async Task ClearAsync(HttpClient engine, CancellationToken cancellationToken)
    {
        foreach (var name in new[] { FieldCatalogue.Contacts.Index, FieldCatalogue.Companies.Index })
        {
            using var found = await engine.GetAsync(new Uri($"{name}/_settings", UriKind.Relative), cancellationToken);
            if (!found.IsSuccessStatusCode)
            {
                continue;
            }

            foreach (var index in (await found.Content.ReadFromJsonAsync<JsonElement>(cancellationToken)).EnumerateObject())
            {
                using var deleted = await engine.DeleteAsync(new Uri(index.Name, UriKind.Relative), cancellationToken);
                deleted.EnsureSuccessStatusCode();
            }
        }
    }
}
