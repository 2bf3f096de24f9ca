using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using Vql.Dashboard.Access;

namespace Vql.Dashboard.Data;

/// <summary>The actions on dead letters.</summary>
internal static class DeadLetterActions
{
    public static void MapDeadLetterActions(this IEndpointRouteBuilder routes)
    {
        Map(routes, "retry", (store, selection, token) => store.RequestRetryAsync(selection, token));
        Map(routes, "drop", (store, selection, token) => store.DropAsync(selection, token));
    }

    private static void Map(
        IEndpointRouteBuilder routes, string name, Func<DeadLetterStore, DeadLetterSelection, CancellationToken, Task<int>> run) =>
        routes.MapPost(
            $"/dead-letters/{name}",
            async (
                HttpContext context, DeadLetterStore store, AuditedActions actions, [FromForm] string? entity, [FromForm] string? type,
                [FromForm] string? uuid, CancellationToken cancellationToken) =>
            {
                var selection = new DeadLetterSelection(Given(entity), type, Given(uuid));
                var count = 0;
                await actions.RunAsync(
                    context, $"{name} dead letters", selection.ToString(),
                    async token =>
                    {
                        count = await run(store, selection, token);
                        return string.Create(CultureInfo.InvariantCulture, $"dead letters: {count}");
                    },
                    cancellationToken);
                return TypedResults.LocalRedirect(
                    string.Create(CultureInfo.InvariantCulture, $"/dead-letters?done={name}&count={count}"));
            })
            .RequireAuthorization(Roles.Operator);

    // A form sends an empty text for a field without a value. An empty error type selects the letters without one.
    private static string? Given(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
