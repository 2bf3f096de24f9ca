using Vql.Core.Fields;

namespace Vql.Api.Access;

/// <summary>Lets those write who send the collection's write key, too.</summary>
internal static class WriteKeyFilter
{
    private static (string Header, string Setting) Of(Entity entity) => entity == Entity.Contact
        ? ("X-Contacts-Write-Key", AccessOptions.ContactsWriteKey)
        : ("X-Companies-Write-Key", AccessOptions.CompaniesWriteKey);

    public static TBuilder RequireWriteKey<TBuilder>(this TBuilder routes, Entity entity)
        where TBuilder : IEndpointConventionBuilder
    {
        var (header, setting) = Of(entity);
        return routes.AddEndpointFilter(async (invocation, next) =>
        {
            var context = invocation.HttpContext;
            var access = context.RequestServices.GetRequiredService<AccessOptions>();
            var isLetIn = access.WriteKeys.TryGetValue(setting, out var key) ? key.Is(context.Request.Headers[header].ToString()) : access.IsAuthenticationDisabled;
            return isLetIn ? await next(invocation) : AccessProblems.Forbidden();
        });
    }
}
